using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Databases;
using Notion.Server.Permissions;
using Notion.Server.Rooms;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Databases;

/// <summary>What is written through rooms is found by SQL once it is durable, follows moves, the trash and copies, and is found only by those who may see it.</summary>
public sealed class RowsFollowTheirPages : IAsyncLifetime
{
    private TestServer _server = null!;
    private Api _owner = null!;
    private Guid _workspace;
    private Guid _database;
    private string _points = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _owner = await Api.SignUpAsync(_server.Address);
        _workspace = await _owner.CreateWorkspaceAsync();
        _database = await _owner.CreatePageAsync(_workspace, title: "Tasks");
        await WriteAsync(_database, (document, change) =>
        {
            var schema = new SchemaEditor(document, change);
            schema.MakeDatabase();
            _points = schema.AddProperty("Points", PropertyType.Number);
        });
    }

    public async ValueTask DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ValuesAndTitlesAreFound()
    {
        Guid titled = await _owner.CreatePageAsync(_workspace, title: "Wash the car", parentId: _database), scored = await RowAsync(7);
        Assert.Equal([titled], await FindAsync(_owner, new FilterCondition("title", FilterOperator.Contains, "CAR")));
        Assert.Equal([scored], await FindAsync(_owner, new FilterCondition(_points, FilterOperator.Equals, 7)));
        await _owner.DoAsync(HttpMethod.Patch, $"/api/pages/{titled}", new { title = "Wash the dog" });
        Assert.Empty(await FindAsync(_owner, new FilterCondition("title", FilterOperator.Contains, "car")));
        await WriteAsync(_database, (document, change) => new SchemaEditor(document, change).RetypeProperty(_points, PropertyType.Text));
        Assert.Equal(2, (await FindAsync(_owner, new FilterCondition(_points, FilterOperator.IsEmpty))).Count);
        await WriteAsync(_database, (document, change) => new SchemaEditor(document, change).RetypeProperty(_points, PropertyType.Number));
        Assert.Equal([scored], await FindAsync(_owner, new FilterCondition(_points, FilterOperator.IsNotEmpty)));
    }

    [Fact]
    public async Task MovesTheTrashAndCopiesAreFollowed()
    {
        Guid row = await RowAsync(1), other = await RowAsync(2);
        await _owner.DoAsync(HttpMethod.Post, $"/api/pages/{row}/trash");
        Assert.Equal([other], await FindAsync(_owner, null));
        Assert.Equal([other], await FindAsync(_owner, null, _points));
        await _owner.DoAsync(HttpMethod.Post, $"/api/pages/{row}/restore");
        Assert.Equal([row, other], await FindAsync(_owner, null, _points));
        await _owner.DoAsync(HttpMethod.Post, $"/api/pages/{other}/move", new { parentId = row });
        Assert.Equal([row], await FindAsync(_owner, null, _points));
        await _owner.DoAsync(HttpMethod.Post, $"/api/pages/{other}/move", new { parentId = _database });

        Guid copy = (await _owner.DoAsync(HttpMethod.Post, $"/api/pages/{_database}/duplicate", new { })).GetProperty("id").GetGuid();
        IReadOnlyList<Guid> copies = await FindAsync(_owner, new FilterCondition(_points, FilterOperator.LessThan, 5), _points, copy);
        Assert.Equal(2, copies.Count);
        Assert.DoesNotContain(row, copies);
        Assert.Equal([row, other], await FindAsync(_owner, null, _points));
    }

    [Fact]
    public async Task WhatTheAskerMayNotSeeIsNeitherFoundNorCounted()
    {
        Guid open = await RowAsync(1), secret = await RowAsync(2);
        using Api member = await Api.SignUpAsync(_server.Address), stranger = await Api.SignUpAsync(_server.Address);
        await _owner.DoAsync(HttpMethod.Post, $"/api/workspaces/{_workspace}/members", new { email = member.Email });
        Assert.Equal([open, secret], await FindAsync(member, null, _points));
        await _owner.DoAsync(HttpMethod.Put, $"/api/pages/{secret}/permissions", new { kind = "user", id = _owner.UserId, level = "full" });
        await _owner.DoAsync(HttpMethod.Put, $"/api/pages/{secret}/restriction", new { restricted = true });
        Assert.Equal([open], await FindAsync(member, null, _points));
        Assert.Equal([open, secret], await FindAsync(_owner, null, _points));
        Assert.Null(await Queries.QueryAsync(_database, new RowQuery(), Asker.User(stranger.UserId), null, 10, default));
        Assert.Null(await Queries.QueryAsync(Guid.NewGuid(), new RowQuery(), Asker.User(_owner.UserId), null, 10, default));
        await WriteAsync(_database, (document, change) => new SchemaEditor(document, change).AddProperty("Done", PropertyType.Checkbox));
        string done = (await Queries.FindSchemaAsync(_database, Asker.User(_owner.UserId), default))!.FindByName("Done")!.Id;
        Assert.Equal([1, 0], (await Queries.GroupAsync(_database, new RowQuery(), done, Asker.User(member.UserId), 10, default))!.Value.Groups.Select(group => group.Count));
        Assert.Equal([2, 0], (await Queries.GroupAsync(_database, new RowQuery(), done, Asker.User(_owner.UserId), 10, default))!.Value.Groups.Select(group => group.Count));
    }

    [Fact]
    public async Task RebuiltRowsAreTheSame()
    {
        Guid row = await RowAsync(1);
        await _server.Sql.WriteAsync(session => session.ExecuteAsync("DELETE FROM row_values"));
        Assert.Empty(await FindAsync(_owner, new FilterCondition(_points, FilterOperator.IsNotEmpty)));
        await _server.Services.GetRequiredService<RowRebuild>().RunAsync(default);
        Assert.Equal([row], await FindAsync(_owner, new FilterCondition(_points, FilterOperator.Equals, 1), _points));
    }

    private DatabaseQueries Queries => _server.Services.GetRequiredService<DatabaseQueries>();

    private async Task<Guid> RowAsync(double points)
    {
        Guid row = await _owner.CreatePageAsync(_workspace, parentId: _database);
        DatabaseSchema schema = (await Queries.FindSchemaAsync(_database, Asker.User(_owner.UserId), default))!;
        await WriteAsync(row, (document, change) => new RowEditor(document, change).Set(schema[_points], CellValue.Number(points)));
        return row;
    }

    private async Task<IReadOnlyList<Guid>> FindAsync(Api asker, Filter? filter, string? sort = null, Guid? database = null)
    {
        var query = new RowQuery { Filter = filter, Sorts = sort is null ? [] : [new RowSort(sort)] };
        return [.. (await Queries.QueryAsync(database ?? _database, query, Asker.User(asker.UserId), null, 100, default))!.Value.Page.Rows.Select(row => row.Id)];
    }

    private delegate void Edit(Document document, Transaction change);

    private Task WriteAsync(Guid page, Edit edit) => _server.Services.GetRequiredService<PageWriter>().WriteAsync(
        page,
        _owner.UserId,
        document =>
        {
            using Transaction change = document.Begin(_owner.UserId.ToString());
            edit(document, change);
            return change.Commit();
        },
        default);
}
