using System.Collections.Concurrent;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Permissions;

/// <summary>A workspace with somebody of each role, and somebody who does not belong to it.</summary>
/// <remarks>The people of a server are the same in all its tests, since each of them costs the hashing of a password; the workspace is each test's own.</remarks>
internal sealed class Cast
{
    private static readonly ConcurrentDictionary<(Uri Server, int Troupe), Lazy<Task<Api[]>>> People = [];

    private Cast(Api owner, Api admin, Api member, Api guest, Api outsider, Guid workspace) =>
        (Owner, Admin, Member, Guest, Outsider, Workspace) = (owner, admin, member, guest, outsider, workspace);

    public Api Owner { get; }

    public Api Admin { get; }

    public Api Member { get; }

    public Api Guest { get; }

    public Api Outsider { get; }

    public Guid Workspace { get; }

    /// <param name="server">Where.</param>
    /// <param name="troupe">Another number has other people.</param>
    public static async Task<Cast> GatherAsync(Uri server, int troupe = 0)
    {
        Api[] people = await People.GetOrAdd((server, troupe), _ => new(() => Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Api.SignUpAsync(server))))).Value;
        Guid workspace = await people[0].CreateWorkspaceAsync();
        foreach ((Api person, string role) in ((Api, string)[])[(people[1], "admin"), (people[2], "member"), (people[3], "guest")])
            await people[0].AdmitAsync(workspace, person, role);
        return new Cast(people[0], people[1], people[2], people[3], people[4], workspace);
    }

    /// <summary>A page that only the owner may see yet.</summary>
    public async Task<Guid> PrivatePageAsync(Guid? parent = null)
    {
        Guid page = await Owner.CreatePageAsync(Workspace, parentId: parent);
        await Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true });
        return page;
    }

    public Task ShareAsync(Guid page, Api with, string level) => Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "user", id = with.UserId, level });

    public Task ShareWithGroupAsync(Guid page, Guid group, string level) => Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "group", id = group, level });

    public async Task<Guid> GroupAsync(params Api[] members)
    {
        JsonElement group = await Owner.DoAsync(HttpMethod.Post, $"/api/workspaces/{Workspace}/groups", new { name = "Group" });
        Guid id = group.GetProperty("id").GetGuid();
        foreach (Api member in members) await Owner.DoAsync(HttpMethod.Put, $"/api/workspaces/{Workspace}/groups/{id}/members/{member.UserId}");
        return id;
    }

    /// <summary>Makes a link and opens it.</summary>
    public async Task<(Guid Link, string Token, Api Visitor)> LinkAsync(Guid page, object? terms = null, string? password = null)
    {
        JsonElement link = await Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/links", terms ?? new { });
        string token = link.GetProperty("token").GetString()!;
        return (link.GetProperty("id").GetGuid(), token, await VisitAsync(token, password));
    }

    public async Task<Api> VisitAsync(string token, string? password = null)
    {
        using var anonymous = new Api(Owner.Address);
        JsonElement visit = await anonymous.DoAsync(HttpMethod.Post, "/api/links/open", new { token, password });
        return new Api(Owner.Address, visit.GetProperty("token").GetString());
    }
}
