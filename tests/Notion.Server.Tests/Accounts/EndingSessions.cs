using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Nodes;
using Notion.Server.Store;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Accounts;

public sealed class EndingSessions(SharedServer server)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AnotherPasswordEndsTheOtherSessionsAndTheirSockets()
    {
        using Api here = await Api.SignUpAsync(server.Address, "changes@example.com");
        using Api there = await here.SignInAgainAsync("changes@example.com");
        using RawSocket kept = await RawSocket.SignInAsync(server.Address, here.Token!);
        using RawSocket ended = await RawSocket.SignInAsync(server.Address, there.Token!);

        Assert.Equal(HttpStatusCode.NoContent, (await here.PostAsync("/api/accounts/password", new { currentPassword = Api.Password, newPassword = "another password" })).Status);

        await AssertEndsWithinASecondAsync(ended);
        await AssertLivesAsync(kept);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await there.GetAsync("/api/accounts/me"));
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/accounts/me")).Status);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "wrong_credentials", await here.PostAsync("/api/accounts/sign-in", new { email = "changes@example.com", password = Api.Password }));
        using Api again = await here.SignInAgainAsync("changes@example.com", "another password");
    }

    [Fact]
    public async Task APasswordIsChangedOnlyByWhoKnowsIt()
    {
        using Api user = await Api.SignUpAsync(server.Address, "guarded@example.com");
        Api.AssertProblem(HttpStatusCode.Forbidden, "wrong_credentials", await user.PostAsync("/api/accounts/password", new { currentPassword = "not it at all", newPassword = "another password" }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "wrong_credentials", await user.PostAsync("/api/accounts/password", new { newPassword = "another password" }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.PostAsync("/api/accounts/password", new { currentPassword = Api.Password, newPassword = "short" }));
        for (int i = 0; i < 3; i++) await user.PostAsync("/api/accounts/password", new { currentPassword = "not it at all", newPassword = "another password" });
        Api.AssertProblem(HttpStatusCode.TooManyRequests, "too_many_attempts", await user.PostAsync("/api/accounts/password", new { currentPassword = Api.Password, newPassword = "another password" }));
    }

    [Fact]
    public async Task WhoSignsInWithAPasswordThatIsChangedMeanwhileGetsNoSession()
    {
        using Api user = await Api.SignUpAsync(server.Address, "race@example.com");
        var accounts = server.Server.Services.GetRequiredService<IAccountStore>();
        var sessions = server.Server.Services.GetRequiredService<Notion.Server.Accounts.SessionService>();
        Account checkedAccount = (await accounts.FindAsync(user.UserId))!;
        await user.PostAsync("/api/accounts/password", new { currentPassword = Api.Password, newPassword = "another password" });
        Assert.Null(await sessions.StartAsync(checkedAccount, default, true, null, CancellationToken.None));
    }

    [Fact]
    public async Task SessionsAreListedAndEndedOneByOne()
    {
        using Api here = await Api.SignUpAsync(server.Address, "lists@example.com");
        using Api there = await here.SignInAgainAsync("lists@example.com");
        using Api stranger = await Api.SignUpAsync(server.Address);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, there.Token!);

        JsonElement[] items = [.. (await here.GetAsync("/api/accounts/sessions")).Body.GetProperty("items").EnumerateArray()];
        Assert.Equal(2, items.Length);
        JsonElement other = Assert.Single(items, item => !item.GetProperty("current").GetBoolean());
        Assert.Equal("127.0.0.1", other.GetProperty("address").GetString());
        string path = $"/api/accounts/sessions/{other.GetProperty("id").GetGuid()}";

        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await stranger.DeleteAsync(path));
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync(path)).Status);
        await AssertEndsWithinASecondAsync(socket);
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await here.DeleteAsync(path));
        Assert.Single((await here.GetAsync("/api/accounts/sessions")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task SigningOutEverywhereEndsAllOfThem()
    {
        using Api here = await Api.SignUpAsync(server.Address, "everywhere@example.com");
        using Api there = await here.SignInAgainAsync("everywhere@example.com");
        using RawSocket one = await RawSocket.SignInAsync(server.Address, here.Token!);
        using RawSocket two = await RawSocket.SignInAsync(server.Address, there.Token!);
        Assert.Equal(HttpStatusCode.NoContent, (await here.DeleteAsync("/api/accounts/sessions")).Status);
        await AssertEndsWithinASecondAsync(one);
        await AssertEndsWithinASecondAsync(two);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await here.GetAsync("/api/accounts/me"));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await there.GetAsync("/api/accounts/me"));
    }

    [Fact]
    public async Task ASessionThatExpiresClosesItsSocketsAndASecondBeforeItDoesNot()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestServer own = await TestServer.StartAsync(options => options.IdleTimeout = TimeSpan.FromHours(1), time);
        using Api user = await Api.SignUpAsync(own.Address);
        using RawSocket socket = await RawSocket.ConnectAsync(own.Address);
        await socket.SendAsync(RawSocket.Hello(user.Token!));
        WelcomeFrame welcome = await socket.ReceiveAsync<WelcomeFrame>();
        Assert.Equal((long)TimeSpan.FromHours(24).TotalMilliseconds, welcome.ExpiresInMilliseconds);
        for (int i = 0; i < 47; i++)
        {
            time.Advance(TimeSpan.FromMinutes(30));
            await AssertLivesAsync(socket);
        }
        time.Advance(TimeSpan.FromMinutes(30) - Second);
        await AssertLivesAsync(socket);
        time.Advance(Second);
        Assert.Equal(SyncErrorCode.TokenExpired, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task ATokenThatIsUsedAgainOnTheSocketLivesOn()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestServer own = await TestServer.StartAsync(options => options.IdleTimeout = TimeSpan.FromHours(1), time);
        using Api user = await Api.SignUpAsync(own.Address);
        using Api other = await Api.SignUpAsync(own.Address);
        using RawSocket socket = await RawSocket.ConnectAsync(own.Address);
        await socket.SendAsync(RawSocket.Hello(user.Token!) with { Capabilities = [Capability.Refresh] });
        await socket.ReceiveAsync<WelcomeFrame>();
        for (int i = 0; i < 30; i++)
        {
            time.Advance(TimeSpan.FromMinutes(55));
            await socket.SendAsync(new TokenFrame(user.Token!));
            Assert.Equal((long)TimeSpan.FromHours(24).TotalMilliseconds, (await socket.ReceiveAsync<TokenAcceptedFrame>()).ExpiresInMilliseconds);
        }
        await socket.SendAsync(new TokenFrame(other.Token!));
        Assert.Equal(SyncErrorCode.AuthenticationFailed, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task WhatWasEndedOnAnotherNodeEndsHereOnceWordOfItComesOrMayHaveBeenLost()
    {
        using Api lost = await Api.SignUpAsync(server.Address);
        using Api told = await Api.SignUpAsync(server.Address);
        using RawSocket lostSocket = await RawSocket.SignInAsync(server.Address, lost.Token!);
        using RawSocket toldSocket = await RawSocket.SignInAsync(server.Address, told.Token!);
        var store = server.Server.Services.GetRequiredService<ISessionStore>();
        var bus = server.Server.Services.GetRequiredService<INodeBus>();
        await store.RemoveAllAsync(lost.UserId);
        await store.RemoveAllAsync(told.UserId);
        await AssertLivesAsync(lostSocket);
        bus.Publish(new NodeMessage.SessionsEnded(told.UserId));
        await AssertEndsWithinASecondAsync(toldSocket);
        await AssertLivesAsync(lostSocket);
        bus.Publish(new NodeMessage.Missed());
        await AssertEndsWithinASecondAsync(lostSocket);
    }

    private static async Task AssertLivesAsync(RawSocket socket)
    {
        await socket.SendAsync(new PingFrame(7));
        Assert.Equal(7, (await socket.ReceiveAsync<PongFrame>()).Number);
    }

    private static async Task AssertEndsWithinASecondAsync(RawSocket socket)
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(SyncErrorCode.SessionEnded, (await socket.ReceiveCloseAsync()).Code);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Second);
    }
}
