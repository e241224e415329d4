using System.Net;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Hostile;

/// <summary>
/// Every request that names two ids, with one of the asker's own and one of another workspace or another page: it gets the very answer that an id gets which nobody has, and nothing is done, here or there.
/// </summary>
public sealed class IdsOfOthers
{
    [Fact]
    public async Task AreAnsweredLikeIdsThatNobodyHas()
    {
        await using TestServer server = await TestServer.StartAsync();
        Cast ours = await Cast.GatherAsync(server.Address);
        Cast theirs = await Cast.GatherAsync(server.Address, troupe: 1);
        Scene mine = await Scene.MakeAsync(ours);
        Scene foreign = await Scene.MakeAsync(theirs);
        string workspace = $"/api/workspaces/{ours.Workspace}";
        string page = $"/api/pages/{mine.Page}";

        // Path and body for an id in the place of the second; and which id of the others' it is to be.
        var rows = new Dictionary<string, (Func<Guid, string> Path, Func<Guid, object?> Body, Guid Other)[]>
        {
            ["PATCH /api/workspaces/{workspaceId:guid}/members/{userId:guid}"] = [(id => $"{workspace}/members/{id}", _ => new { role = "guest" }, theirs.Member.UserId)],
            ["DELETE /api/workspaces/{workspaceId:guid}/members/{userId:guid}"] = [(id => $"{workspace}/members/{id}", _ => null, theirs.Member.UserId)],
            ["DELETE /api/workspaces/{workspaceId:guid}/invitations/{invitationId:guid}"] = [(id => $"{workspace}/invitations/{id}", _ => null, foreign.Invitation)],
            ["DELETE /api/workspaces/{workspaceId:guid}/tokens/{tokenId:guid}"] = [(id => $"{workspace}/tokens/{id}", _ => null, foreign.Token)],
            ["GET /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = [(id => $"{workspace}/groups/{id}", _ => null, foreign.Group)],
            ["PATCH /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = [(id => $"{workspace}/groups/{id}", _ => new { name = "Taken" }, foreign.Group)],
            ["DELETE /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = [(id => $"{workspace}/groups/{id}", _ => null, foreign.Group)],
            ["PUT /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}/members/{userId:guid}"] =
            [
                (id => $"{workspace}/groups/{id}/members/{ours.Member.UserId}", _ => null, foreign.Group),
                (id => $"{workspace}/groups/{mine.Group}/members/{id}", _ => null, theirs.Member.UserId),
            ],
            ["DELETE /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}/members/{userId:guid}"] =
            [
                (id => $"{workspace}/groups/{id}/members/{theirs.Guest.UserId}", _ => null, foreign.Group),
                (id => $"{workspace}/groups/{mine.Group}/members/{id}", _ => null, theirs.Guest.UserId),
            ],
            ["POST /api/workspaces/{workspaceId:guid}/pages"] = [(_ => $"{workspace}/pages", id => new { parentId = id }, foreign.Page)],
            ["GET /api/workspaces/{workspaceId:guid}/pages"] = [(id => $"{workspace}/pages?after={id}", _ => null, foreign.Page)],
            ["GET /api/workspaces/{workspaceId:guid}/trash"] = [(id => $"{workspace}/trash?after={id}", _ => null, foreign.Page)],
            ["GET /api/workspaces/{workspaceId:guid}/favourites"] = [(id => $"{workspace}/favourites?after={id}", _ => null, foreign.Page)],
            ["GET /api/pages/{pageId:guid}/children"] = [(id => $"{page}/children?after={id}", _ => null, foreign.Page)],
            ["GET /api/pages/{pageId:guid}/backlinks"] = [],
            ["POST /api/pages/{pageId:guid}/move"] = [(_ => $"{page}/move", id => new { parentId = id }, foreign.Page)],
            ["POST /api/pages/{pageId:guid}/duplicate"] = [(_ => $"{page}/duplicate", id => new { parentId = id }, foreign.Page)],
            ["PUT /api/pages/{pageId:guid}/permissions"] =
            [
                (_ => $"{page}/permissions", id => new { kind = "user", id, level = "edit" }, theirs.Member.UserId),
                (_ => $"{page}/permissions", id => new { kind = "group", id, level = "edit" }, foreign.Group),
            ],
            ["DELETE /api/pages/{pageId:guid}/permissions/{kind}/{id:guid}"] =
            [
                (id => $"{page}/permissions/user/{id}", _ => null, theirs.Member.UserId),
                (id => $"{page}/permissions/group/{id}", _ => null, foreign.Group),
                (id => $"{page}/permissions/everyone/{id}", _ => null, theirs.Workspace),
                (id => $"{page}/permissions/guests/{id}", _ => null, theirs.Workspace),
                (id => $"{page}/permissions/invitation/{id}", _ => null, foreign.PageInvitation),
                (id => $"{page}/permissions/invitation/{id}", _ => null, mine.OtherPageInvitation),
            ],
            ["PUT /api/pages/{pageId:guid}/links/{linkId:guid}"] = [(id => $"{page}/links/{id}", _ => new { }, foreign.Link), (id => $"{page}/links/{id}", _ => new { }, mine.OtherLink)],
            ["DELETE /api/pages/{pageId:guid}/links/{linkId:guid}"] = [(id => $"{page}/links/{id}", _ => null, foreign.Link), (id => $"{page}/links/{id}", _ => null, mine.OtherLink)],
        };
        IEnumerable<string> two = MappedEndpoint.All(server).Where(endpoint => endpoint.IsOwnApi && endpoint.Ids >= 2).Select(endpoint => endpoint.Name);
        Assert.Equal(two.Order(), rows.Keys.Order());

        string before = await StoredRows.ReadAsync(server);
        var wrong = new List<string>();
        foreach ((string endpoint, (Func<Guid, string> Path, Func<Guid, object?> Body, Guid Other)[] tries) in rows)
        {
            var method = new HttpMethod(endpoint[..endpoint.IndexOf(' ', StringComparison.Ordinal)]);
            foreach ((Func<Guid, string> path, Func<Guid, object?> body, Guid other) in tries)
            {
                Guid nobodys = Guid.NewGuid();
                (HttpStatusCode Status, JsonElement Body) missing = await ours.Owner.SendAsync(method, path(nobodys), body(nobodys));
                (HttpStatusCode Status, JsonElement Body) found = await ours.Owner.SendAsync(method, path(other), body(other));
                if ((missing.Status, missing.Body.ToString()) != (found.Status, found.Body.ToString())) wrong.Add($"{endpoint}: {missing} for nobody's id, {found} for another's.");
                if (method != HttpMethod.Get && (int)found.Status < 400) wrong.Add($"{endpoint}: {found} was let in.");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await StoredRows.ReadAsync(server));
    }

    [Fact]
    public async Task OpenNothingOnSyncEither()
    {
        await using TestServer server = await TestServer.StartAsync();
        Cast ours = await Cast.GatherAsync(server.Address);
        Cast theirs = await Cast.GatherAsync(server.Address, troupe: 1);
        Guid page = await ours.Owner.CreatePageAsync(ours.Workspace);
        Guid foreign = await theirs.Owner.CreatePageAsync(theirs.Workspace);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, ours.Owner.Token!);
        (Guid Page, Guid? In)[] opens = [(foreign, null), (foreign, ours.Workspace), (foreign, page), (Guid.NewGuid(), theirs.Workspace), (Guid.NewGuid(), foreign), (Guid.NewGuid(), Guid.NewGuid())];
        var answers = new HashSet<string>();
        for (int i = 0; i < opens.Length; i++)
        {
            await socket.SendAsync(new OpenFrame(i + 1, opens[i].Page, VersionVector.Empty.Encode()) { CreateIn = opens[i].In });
            ErrorFrame error = await socket.ReceiveAsync<ErrorFrame>();
            Assert.Equal((SyncErrorCode.UnknownPage, i + 1), (error.Code, error.Channel));
            answers.Add(error.Message);
        }
        Assert.Single(answers);
        Assert.Equal(1, (await ours.Owner.DoAsync(HttpMethod.Get, $"/api/workspaces/{ours.Workspace}/pages")).GetProperty("items").GetArrayLength());
    }

    /// <summary>One of everything that has an id.</summary>
    private sealed record Scene(Guid Page, Guid Group, Guid Link, Guid OtherLink, Guid Invitation, Guid PageInvitation, Guid OtherPageInvitation, Guid Token)
    {
        public static async Task<Scene> MakeAsync(Cast cast)
        {
            Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
            Guid other = await cast.Owner.CreatePageAsync(cast.Workspace);
            string workspace = $"/api/workspaces/{cast.Workspace}";
            return new Scene(
                page,
                await cast.GroupAsync(cast.Guest),
                await IdAsync(cast, HttpMethod.Post, $"/api/pages/{page}/links", new { }),
                await IdAsync(cast, HttpMethod.Post, $"/api/pages/{other}/links", new { }),
                await IdAsync(cast, HttpMethod.Post, $"{workspace}/invitations", new { email = "open@example.com" }),
                await IdAsync(cast, HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "user", email = "open@example.com", level = "view" }),
                await IdAsync(cast, HttpMethod.Put, $"/api/pages/{other}/permissions", new { kind = "user", email = "open@example.com", level = "view" }),
                await IdAsync(cast, HttpMethod.Post, $"{workspace}/tokens", new { name = "Token", scopes = (string[])["read_content"] }));
        }

        private static async Task<Guid> IdAsync(Cast cast, HttpMethod method, string path, object body) => (await cast.Owner.DoAsync(method, path, body)).GetProperty("id").GetGuid();
    }
}
