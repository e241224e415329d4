using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Server.Nodes;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>Each kind of revocation, with the page open: the level drops or the channel closes at once, and what is sent afterwards is refused.</summary>
public sealed class EveryRevocationReachesOpenSockets(SharedServer server)
{
    /// <summary>A second is the promise; a machine that has other things to do, as those that run tests have, gets more.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task AMemberIsRemoved()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await AssertClosesAsync(cast.Member, page, PageAccess.Full, () => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/members/{cast.Member.UserId}"));
    }

    [Fact]
    public async Task AMemberLeaves()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await AssertClosesAsync(cast.Admin, page, PageAccess.Full, () => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/members/{cast.Admin.UserId}"));
    }

    [Fact]
    public async Task AMemberBecomesAGuest()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await AssertClosesAsync(cast.Member, page, PageAccess.Full, () => cast.Admin.DoAsync(HttpMethod.Patch, $"/api/workspaces/{cast.Workspace}/members/{cast.Member.UserId}", new { role = "guest" }));
    }

    [Fact]
    public async Task WhatEveryoneMayIsLowered()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await AssertDropsAsync(cast.Member, page, PageAccess.Full, PageAccess.Comment, () => cast.Owner.DoAsync(HttpMethod.Patch, $"/api/workspaces/{cast.Workspace}", new { memberAccess = "comment" }));
    }

    [Fact]
    public async Task SomebodyIsTakenOutOfAGroup()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Guid group = await cast.GroupAsync(cast.Member);
        await cast.ShareWithGroupAsync(page, group, "edit");
        await AssertClosesAsync(cast.Member, page, PageAccess.Edit, () => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/groups/{group}/members/{cast.Member.UserId}"));
    }

    [Fact]
    public async Task AGroupIsRemoved()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Guid group = await cast.GroupAsync(cast.Guest);
        await cast.ShareWithGroupAsync(page, group, "edit");
        await AssertClosesAsync(cast.Guest, page, PageAccess.Edit, () => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/groups/{group}"));
    }

    [Fact]
    public async Task AGroupsShareIsRemoved()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Guid group = await cast.GroupAsync(cast.Member);
        await cast.ShareWithGroupAsync(page, group, "full");
        await AssertClosesAsync(cast.Member, page, PageAccess.Full, () => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/permissions/group/{group}"));
    }

    [Theory]
    [InlineData("view", PageAccess.View)]
    [InlineData("comment", PageAccess.Comment)]
    [InlineData("none", PageAccess.None)]
    public async Task AUsersShareIsLowered(string level, PageAccess after)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "edit");
        await AssertChangesAsync(cast.Guest, page, PageAccess.Edit, after, () => cast.ShareAsync(page, cast.Guest, level));
    }

    [Fact]
    public async Task AUsersShareIsRemovedOnAPageAbove()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.PrivatePageAsync();
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above));
        await cast.ShareAsync(above, cast.Guest, "edit");
        await AssertClosesAsync(cast.Guest, page, PageAccess.Edit, () => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{above}/permissions/user/{cast.Guest.UserId}"));
    }

    [Fact]
    public async Task APageAboveIsRestricted()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above);
        await AssertClosesAsync(cast.Member, page, PageAccess.Full, () => cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{above}/restriction", new { restricted = true }));
    }

    [Fact]
    public async Task APageIsMovedUnderAStricterOne()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid stricter = await cast.Owner.CreatePageAsync(cast.Workspace);
        await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{stricter}/permissions", new { kind = "everyone", level = "view" });
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await AssertDropsAsync(cast.Member, page, PageAccess.Full, PageAccess.View, () => cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/move", new { parentId = stricter }));
    }

    [Fact]
    public async Task APageGoesIntoTheTrash()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above);
        await cast.ShareAsync(page, cast.Guest, "comment");
        (_, _, Api visitor) = await cast.LinkAsync(page);
        using RawSocket guest = await OpenAsync(cast.Guest, page, PageAccess.Comment);
        using RawSocket visit = await OpenAsync(visitor, page, PageAccess.View);
        await AssertDropsAsync(cast.Member, page, PageAccess.Full, PageAccess.View, () => cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{above}/trash"));
        Assert.Equal(SyncErrorCode.AccessDenied, (await guest.ReceiveAsync<ErrorFrame>(Within)).Code);
        Assert.Equal(SyncErrorCode.AccessDenied, (await visit.ReceiveAsync<ErrorFrame>(Within)).Code);
    }

    [Fact]
    public async Task APageIsDeletedForGood()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
        await AssertClosesAsync(cast.Member, page, PageAccess.View, () => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALinkIsRevokedOrGetsAPassword(bool password)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: page);
        (Guid link, _, Api visitor) = await cast.LinkAsync(page, new { level = "comment" });
        using Api one = visitor;
        await AssertClosesAsync(visitor, under, PageAccess.Comment, () => password
            ? cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/links/{link}", new { level = "comment", password = "new" })
            : cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/links/{link}"));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await visitor.GetAsync($"/api/pages/{under}"));
    }

    [Fact]
    public async Task ALinkEnds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer own = await TestServer.StartAsync(time: time);
        Cast cast = await Cast.GatherAsync(own.Address);
        Guid page = await cast.PrivatePageAsync();
        (_, string token, Api visitor) = await cast.LinkAsync(page, new { expiresAt = time.GetUtcNow().AddSeconds(30) });
        using Api one = visitor;
        using RawSocket socket = await RawSocket.SignInAsync(own.Address, visitor.Token!);
        Assert.Equal(PageAccess.View, (await socket.OpenAsync(page)).Access);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(SyncErrorCode.TokenExpired, (await socket.ReceiveCloseAsync()).Code);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await visitor.GetAsync($"/api/pages/{page}"));
        using var anonymous = new Api(own.Address);
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await anonymous.PostAsync("/api/links/open", new { token }));
    }

    [Fact]
    public async Task WhatWasMissedIsLookedUp()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Member, "edit");
        await AssertClosesAsync(cast.Member, page, PageAccess.Edit, async () =>
        {
            // Another process did it, and its word of it was lost.
            await server.Server.Sql.WriteAsync(session => session.ExecuteAsync("DELETE FROM page_permissions WHERE page_id = @page AND grantee_id = @user", ("@page", page), ("@user", cast.Member.UserId)));
            server.Server.Services.GetRequiredService<INodeBus>().Publish(new NodeMessage.Missed());
        });
    }

    [Fact]
    public async Task ChangesInFlightWhenAccessIsTakenAwayAreMergedBeforeOrRefusedAfterAndNothingBetween()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "edit");
        using RawSocket socket = await OpenAsync(cast.Guest, page, PageAccess.Edit);
        var document = new Document(ReplicaId.Create());
        using var stop = new CancellationTokenSource();
        int sent = 0;
        Task writing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested && sent < 2_000; await Task.Delay(1)) await socket.SendAsync(new ChangesFrame(1, ++sent, document.Paragraph($"{sent}").Update));
        });
        await Task.Delay(100);
        await cast.ShareAsync(page, cast.Guest, "view");

        var durable = new HashSet<long>();
        var refused = new HashSet<long>();
        for (bool told = false; !told || durable.Count + refused.Count < sent;)
        {
            switch (await socket.ReceiveAsync())
            {
                case AccessFrame:
                    told = true;
                    await Task.Delay(50);
                    await stop.CancelAsync();
                    await writing;
                    break;
                case AckDurableFrame ack:
                    durable.Add(ack.Batch);
                    break;
                case RejectFrame reject:
                    Assert.Equal(SyncErrorCode.ReadOnly, reject.Code);
                    refused.Add(reject.Batch);
                    break;
            }
        }
        Assert.NotEmpty(durable);
        Assert.NotEmpty(refused);
        Assert.True(durable.Max() < refused.Min());
        using RawSocket reader = await RawSocket.SignInAsync(server.Address, cast.Owner.Token!);
        var read = new Document(ReplicaId.Create());
        read.Apply((await reader.OpenAsync(page)).Update.Span);
        Assert.Equal(durable.Count, read.Texts().Length);
    }

    [Fact]
    public async Task HalfOfManyTakeLessThanASecondAndNoneMuchMore()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "edit");
        using RawSocket socket = await OpenAsync(cast.Guest, page, PageAccess.Edit);
        await Promptness.AssertAsync(
            30,
            async i => await cast.ShareAsync(page, cast.Guest, i % 2 == 0 ? "view" : "edit"),
            async i => Assert.Equal(i % 2 == 0 ? PageAccess.View : PageAccess.Edit, (await socket.ReceiveAsync<AccessFrame>()).Access));
    }

    [Fact]
    public async Task ARightThatIsGivenReachesOpenSocketsToo()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "view");
        using RawSocket socket = await OpenAsync(cast.Guest, page, PageAccess.View);
        await cast.ShareAsync(page, cast.Guest, "edit");
        Assert.Equal(PageAccess.Edit, (await socket.ReceiveAsync<AccessFrame>(Within)).Access);
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph("now").Update);
    }

    private Task AssertClosesAsync(Api who, Guid page, PageAccess before, Func<Task> revoke) => AssertChangesAsync(who, page, before, PageAccess.None, revoke);

    private Task AssertDropsAsync(Api who, Guid page, PageAccess before, PageAccess after, Func<Task> revoke) => AssertChangesAsync(who, page, before, after, revoke);

    private async Task AssertChangesAsync(Api who, Guid page, PageAccess before, PageAccess after, Func<Task> revoke)
    {
        using RawSocket socket = await OpenAsync(who, page, before);
        if (before >= PageAccess.Edit) await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph("mine").Update);
        await revoke();
        long done = Stopwatch.GetTimestamp();
        if (after == PageAccess.None)
        {
            ErrorFrame closed = await socket.ReceiveAsync<ErrorFrame>();
            Assert.Equal((SyncErrorCode.AccessDenied, 1), (closed.Code, closed.Channel));
            Assert.InRange(Stopwatch.GetElapsedTime(done), TimeSpan.Zero, Within);
            await socket.SendAsync(new OpenFrame(2, page, VersionVector.Empty.Encode()));
            Assert.Equal((SyncErrorCode.UnknownPage, 2), await socket.ReceiveAsync<ErrorFrame>() is var error ? (error.Code, error.Channel) : default);
            if (who.UserId != Guid.Empty) Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await who.GetAsync($"/api/pages/{page}"));
            return;
        }
        Assert.Equal(after, (await socket.ReceiveAsync<AccessFrame>()).Access);
        Assert.InRange(Stopwatch.GetElapsedTime(done), TimeSpan.Zero, Within);
        await socket.SendAsync(new ChangesFrame(1, 2, new Document(ReplicaId.Create()).Paragraph("late").Update));
        Assert.Equal((2L, SyncErrorCode.ReadOnly), await socket.ReceiveAsync<RejectFrame>() is var reject ? (reject.Batch, reject.Code) : default);
    }

    private async Task<RawSocket> OpenAsync(Api who, Guid page, PageAccess expected)
    {
        RawSocket socket = await RawSocket.SignInAsync(server.Address, who.Token!);
        Assert.Equal(expected, (await socket.OpenAsync(page)).Access);
        return socket;
    }
}
