using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Server.Auditing;
using Notion.Server.Store;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Auditing;

public sealed class TheAuditTells(SharedServer server)
{
    [Fact]
    public async Task WhoRunsTheWorkspaceReadsWhatHappenedInItAndNobodyElseDoes()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Team others = await Team.GatherAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address, "audited-member@example.com");
        await team.Api.AdmitAsync(team.Workspace, member);

        (HttpStatusCode status, JsonElement body) = await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement[] items = [.. body.GetProperty("items").EnumerateArray()];
        Assert.Equal(["workspace.member_added", "page.created"], items.Select(item => item.GetProperty("eventType").GetString()));
        Assert.Equal(member.UserId, items[0].GetProperty("userId").GetGuid());
        Assert.Equal(team.Api.UserId.ToString(), items[0].GetProperty("metadata").GetProperty("invitedBy").GetString());
        Assert.Equal(team.Page, items[1].GetProperty("resourceId").GetGuid());
        Assert.Equal("127.0.0.1", items[1].GetProperty("ipAddress").GetString());

        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await member.GetAsync($"/api/workspaces/{team.Workspace}/audit"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await others.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit"));
    }

    [Fact]
    public async Task ItIsReadInPartsTheNewestFirst()
    {
        using Team team = await Team.GatherAsync(server.Address);
        for (int i = 0; i < 4; i++) await team.Api.CreatePageAsync(team.Workspace, title: $"Page {i}");
        var titles = new List<string?>();
        string query = "?limit=2";
        for (int part = 0; part < 3; part++)
        {
            JsonElement body = (await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit{query}")).Body;
            titles.AddRange(body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("title").GetString()));
            query = $"?limit=2&after={body.GetProperty("next")}";
            Assert.Equal(part < 2, body.GetProperty("next").ValueKind == JsonValueKind.Number);
        }
        Assert.Equal(["Page 3", "Page 2", "Page 1", "Page 0", "Untitled"], titles);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit?limit=0"));
    }

    [Fact]
    public async Task PageCreated()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Member.CreatePageAsync(cast.Workspace, title: "Plan");
        Guid under = await cast.Member.CreatePageAsync(cast.Workspace, title: "Part", parentId: page);
        Guid offline = Guid.NewGuid();
        using (RawSocket socket = await RawSocket.SignInAsync(server.Address, cast.Member.Token!))
        {
            await socket.SendAsync(new OpenFrame(1, offline, VersionVector.Empty.Encode()) { CreateIn = page });
            await socket.ReceiveAsync<OpenedFrame>();
        }
        Guid copy = Guid.NewGuid();
        await cast.Admin.DoAsync(HttpMethod.Post, $"/api/pages/{page}/duplicate", new { id = copy });

        JsonElement[] events = await ReadAsync(cast, "page.created");
        Assert.Equal([page, under, offline], events.Reverse().Take(3).Select(one => one.GetProperty("resourceId").GetGuid()));
        Assert.All(events.Reverse().Take(3), one => Assert.Equal(cast.Member.UserId, one.GetProperty("userId").GetGuid()));
        Assert.Equal((page.ToString(), "Part"), Metadata(events[^2], "parentId", "title"));

        // Each page of a copy is one that was made.
        Assert.Equal(3, events[..^3].Length);
        Assert.All(events[..^3], one => Assert.Equal(cast.Admin.UserId, one.GetProperty("userId").GetGuid()));
        Assert.Contains(copy, events[..^3].Select(one => one.GetProperty("resourceId").GetGuid()));

        // What was there already, or was refused, was not made.
        await cast.Member.PostAsync($"/api/workspaces/{cast.Workspace}/pages", new { id = page });
        await cast.Admin.PostAsync($"/api/pages/{page}/duplicate", new { id = copy });
        Assert.Equal(6, (await ReadAsync(cast, "page.created")).Length);
    }

    [Fact]
    public async Task PageShared()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid group = await cast.GroupAsync(cast.Member);
        string path = $"/api/pages/{page}";
        await cast.ShareAsync(page, cast.Guest, "edit");
        await cast.ShareWithGroupAsync(page, group, "view");
        await cast.Owner.DoAsync(HttpMethod.Put, $"{path}/permissions", new { kind = "everyone", level = "comment" });
        await cast.Owner.DoAsync(HttpMethod.Delete, $"{path}/permissions/group/{group}");
        await cast.Owner.DoAsync(HttpMethod.Put, $"{path}/restriction", new { restricted = true });
        Guid link = (await cast.Owner.DoAsync(HttpMethod.Post, $"{path}/links", new { level = "comment" })).GetProperty("id").GetGuid();
        await cast.Owner.DoAsync(HttpMethod.Put, $"{path}/links/{link}", new { });
        await cast.Owner.DoAsync(HttpMethod.Delete, $"{path}/links/{link}");
        JsonElement invitation = await cast.Owner.DoAsync(HttpMethod.Put, $"{path}/permissions", new { kind = "user", email = "shared-audit@example.com", level = "view" });
        await cast.Outsider.DoAsync(HttpMethod.Post, "/api/invitations/accept", new { token = invitation.GetProperty("token").GetString() });
        await cast.Owner.PutAsync($"{path}/permissions", new { kind = "group", id = Guid.NewGuid(), level = "view" });
        await cast.Owner.PutAsync($"{path}/links/{link}", new { });

        JsonElement[] events = await ReadAsync(cast, "page.shared");
        Assert.All(events, one => Assert.Equal((page, cast.Owner.UserId), (one.GetProperty("resourceId").GetGuid(), one.GetProperty("userId").GetGuid())));
        Assert.Equal(
            [
                ("user", "edit"), ("group", "view"), ("everyone", "comment"), ("group", "none"), ("restricted", "full"), ("link", "comment"), ("link", "view"), ("link", "none"), ("invitation", "view"), ("user", "view"),
            ],
            events.Reverse().Select(one => Metadata(one, "shareType", "level")));
        Assert.Equal(cast.Guest.UserId.ToString(), Metadata(events[^1], "recipientId", "level").First);
    }

    [Fact]
    public async Task MemberAddedAndRemoved()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        string members = $"/api/workspaces/{cast.Workspace}/members";
        await cast.Admin.DoAsync(HttpMethod.Delete, $"{members}/{cast.Guest.UserId}");
        await cast.Member.DoAsync(HttpMethod.Delete, $"{members}/{cast.Member.UserId}");
        await cast.Admin.DeleteAsync($"{members}/{cast.Owner.UserId}");
        await cast.Owner.AdmitAsync(cast.Workspace, cast.Admin, "guest");

        JsonElement[] added = await ReadAsync(cast, "workspace.member_added");
        Assert.Equal([(cast.Guest.UserId, "guest"), (cast.Member.UserId, "member"), (cast.Admin.UserId, "admin")], added.Select(one => (one.GetProperty("userId").GetGuid(), Metadata(one, "invitedBy", "role").Second)));
        Assert.All(added, one => Assert.Equal(cast.Owner.UserId.ToString(), Metadata(one, "invitedBy", "role").First));
        Assert.Equal(
            [(cast.Member.UserId, (cast.Member.UserId.ToString(), "left")), (cast.Guest.UserId, (cast.Admin.UserId.ToString(), "removed"))],
            (await ReadAsync(cast, "workspace.member_removed")).Select(one => (one.GetProperty("userId").GetGuid(), Metadata(one, "removedBy", "reason"))));
    }

    [Fact]
    public async Task BlockDeleted()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer own = await TestServer.StartAsync(options => options.SessionLifetime = TimeSpan.FromDays(90), time: time);
        Cast cast = await Cast.GatherAsync(own.Address);
        Guid page = await cast.Member.CreatePageAsync(cast.Workspace);
        Guid under = await cast.Member.CreatePageAsync(cast.Workspace, parentId: page);
        Guid forgotten = await cast.Member.CreatePageAsync(cast.Workspace);
        foreach (Guid one in (Guid[])[page, forgotten]) await cast.Member.DoAsync(HttpMethod.Post, $"/api/pages/{one}/trash");
        await cast.Member.DeleteAsync($"/api/pages/{under}");
        await cast.Member.DoAsync(HttpMethod.Delete, $"/api/pages/{page}");

        // Nobody calls the sweeper here: its own clock does.
        time.Advance(TimeSpan.FromDays(31));
        JsonElement[] events;
        do
        {
            time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(20);
            events = await ReadAsync(cast, "block.deleted");
        }
        while (events.Length < 3);
        Assert.Equal((forgotten, JsonValueKind.Null), (events[0].GetProperty("resourceId").GetGuid(), events[0].GetProperty("userId").ValueKind));
        Assert.Equal(new[] { page, under }.Order(), events[1..].Select(one => one.GetProperty("resourceId").GetGuid()).Order());
        Assert.All(events[1..], one => Assert.Equal((cast.Member.UserId, ("page", one.GetProperty("resourceId").GetString())), (one.GetProperty("userId").GetGuid(), Metadata(one, "blockType", "pageId"))));
    }

    [Fact]
    public async Task PageExportedCanBeWritten()
    {
        using Team team = await Team.GatherAsync(server.Address);
        AuditEvent exported = server.Server.Services.GetRequiredService<AuditTrail>().PageExported(team.Api.UserId, team.Workspace, team.Page, "markdown", true);
        await server.Server.Services.GetRequiredService<IAuditLog>().AppendAsync(exported);
        JsonElement told = (await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit")).Body.GetProperty("items")[0];
        Assert.Equal(("page.exported", ("markdown", "true")), (told.GetProperty("eventType").GetString(), Metadata(told, "format", "includeSubpages")));
    }

    [Fact]
    public async Task NothingIsDoneThatCannotBeTold()
    {
        await using TestServer own = await TestServer.StartAsync();
        Cast cast = await Cast.GatherAsync(own.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid trashed = await cast.Owner.CreatePageAsync(cast.Workspace);
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{trashed}/trash");
        Guid link = (await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/links", new { })).GetProperty("id").GetGuid();
        string token = (await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "user", email = "x@example.com", level = "view" })).GetProperty("token").GetString()!;
        await own.Sql.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_log RENAME TO audit_log_away"));
        string before = await CountAsync(own);

        (HttpMethod Method, string Path, object? Body, Api By)[] requests =
        [
            (HttpMethod.Post, $"/api/workspaces/{cast.Workspace}/pages", new { title = "Untold" }, cast.Owner),
            (HttpMethod.Post, $"/api/pages/{page}/duplicate", new { }, cast.Owner),
            (HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "everyone", level = "view" }, cast.Owner),
            (HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "user", email = "y@example.com", level = "view" }, cast.Owner),
            (HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true }, cast.Owner),
            (HttpMethod.Post, $"/api/pages/{page}/links", new { }, cast.Owner),
            (HttpMethod.Delete, $"/api/pages/{page}/links/{link}", null, cast.Owner),
            (HttpMethod.Delete, $"/api/pages/{trashed}", null, cast.Owner),
            (HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/members/{cast.Guest.UserId}", null, cast.Owner),
            (HttpMethod.Post, "/api/invitations/accept", new { token }, cast.Outsider),
            (HttpMethod.Post, "/api/accounts/sign-in", new { email = cast.Owner.Email, password = Api.Password }, cast.Owner),
        ];
        foreach ((HttpMethod method, string path, object? body, Api by) in requests)
        {
            (HttpStatusCode status, JsonElement answer) = await by.SendAsync(method, path, body);
            Assert.True(status == HttpStatusCode.ServiceUnavailable, $"{method} {path}: {status} {answer}");
            Assert.True(before == await CountAsync(own), $"{method} {path} was done and is not told.");
        }
        await own.Sql.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_log_away RENAME TO audit_log"));
    }

    private static async Task<string> CountAsync(TestServer server)
    {
        var counts = new List<string>();
        foreach (string table in (string[])["pages", "page_permissions WHERE level <> 'none'", "pages WHERE is_restricted", "share_links", "invitations", "workspace_members", "sessions"])
            counts.Add($"{table}: {await server.Sql.ReadAsync(session => session.QueryNumberAsync($"SELECT count(*) FROM {table}"))}");
        return string.Join(", ", counts);
    }

    private static async Task<JsonElement[]> ReadAsync(Cast cast, string type) =>
    [
        .. (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}/audit?limit=1000")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("eventType").GetString() == type),
    ];

    private static (string? First, string? Second) Metadata(JsonElement told, string first, string second) =>
        (told.GetProperty("metadata").GetProperty(first).GetString(), told.GetProperty("metadata").GetProperty(second).GetString());
}
