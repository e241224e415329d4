using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Databases;
using Notion.Databases.Tests.Support;
using Notion.Server.Databases;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Databases;

/// <summary>A random database in the store of a server, row by row as rooms would commit it.</summary>
internal sealed class StoredDatabase(TestServer server, RandomDatabase random, Guid id, Guid workspace)
{
    private readonly Dictionary<Guid, (PageProjector Projector, long Sequence)> _rows = [];

    public RandomDatabase Random => random;

    public Guid Id => id;

    public RowScope Scope { get; } = new(id, []);

    public SqlRowQueries Queries => server.Services.GetRequiredService<SqlRowQueries>();

    public static async Task<StoredDatabase> MakeAsync(TestServer server, Api owner, Guid workspace, int seed, int rows)
    {
        Guid id = await owner.CreatePageAsync(workspace, title: "Tasks");
        var random = new RandomDatabase(seed, rows, [owner.UserId, .. new RandomDatabase(seed, 0).Users], Guid.NewGuid);
        var stored = new StoredDatabase(server, random, id, workspace);
        IPageStore pages = server.Services.GetRequiredService<IPageStore>();
        int number = 0;
        foreach (Guid row in random.RowIds)
        {
            DateTimeOffset created = RandomDatabase.Now.AddMinutes(-(number++ / 3));
            Guid? maker = number % 4 == 0 ? null : owner.UserId;
            Assert.True(await pages.TryAddAsync(new Page(row, workspace, id, Page.DefaultTitle, null, maker, created, created), []));
            await stored.AppendAsync(row, random.Documents[row].ExportSince(VersionVector.Empty), PageProjector.Whole(random.Documents[row]));
        }
        return stored;
    }

    /// <summary>Changes some rows, each in a commit that writes what differs.</summary>
    public async Task ChangeSomeAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Guid row = random.Pick(random.RowIds);
            if (!_rows.TryGetValue(row, out (PageProjector Projector, long Sequence) known)) _rows[row] = known = (new PageProjector(random.Documents[row]), 1);
            ReadOnlyMemory<byte> update = random.Change(random.Documents[row]);
            if (update.IsEmpty) continue;
            _rows[row] = (known.Projector, known.Sequence + 1);
            await AppendAsync(row, update, known.Projector.Take(), known.Sequence + 1);
        }
    }

    /// <summary>The rows as their documents have them, with what the store knows of their pages.</summary>
    public async Task<List<DatabaseRow>> RowsAsync()
    {
        Dictionary<Guid, DatabaseRow> stored = await server.Sql.ReadAsync(session => SqlRowQueries.LoadAsync(session, [.. random.RowIds]));
        Assert.Equal(random.RowIds.Count, stored.Count);
        List<DatabaseRow> rows = [.. random.RowIds.Select(row => DatabaseRow.Read(random.Documents[row], stored[row].Origin))];
        foreach (DatabaseRow row in rows)
            foreach (DatabaseProperty property in random.Schema.Properties)
                Assert.True(row[property].ToString().Replace('\0', '\ufffd') == stored[row.Id][property].ToString().Replace('\0', '\ufffd'), $"{property}: {row[property]}, stored as {stored[row.Id][property]}");
        return rows;
    }

    public Guid Workspace => workspace;

    private Task AppendAsync(Guid row, ReadOnlyMemory<byte> update, PageProjection projection, long sequence = 1) =>
        server.Services.GetRequiredService<IPageLog>().AppendAsync(
            new PageCommit(row, sequence, [new PageUpdate(update.ToArray(), sequence % 2 == 0 ? null : random.Users[0], RandomDatabase.Now)], projection, null));
}
