using Microsoft.Extensions.Time.Testing;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class PresenceOnAPage
{
    [Fact]
    public async Task PresenceCarriesTheServersWordOnWhoItIs()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket ann = await team.ConnectAsync();
        RawSocket ben = await team.ConnectAsync();
        await ann.SendAsync(new PresenceFrame(1, new byte[] { 1, 2 }, new PresenceSender("somebody else", "Forged", "forged")));
        PresenceFrame seen = await ben.ReceiveAsync<PresenceFrame>();
        Assert.Equal([1, 2], seen.Payload.ToArray());
        Assert.Equal((team.Api.UserId.ToString(), "Somebody"), (seen.Sender!.UserId, seen.Sender.UserName));

        RawSocket newcomer = await team.ConnectAsync();
        Assert.Equal(seen.Sender, (await newcomer.ReceiveAsync<PresenceFrame>()).Sender);
    }

    [Fact]
    public async Task WhoLeavesIsGoneAtOnce()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket ann = await team.ConnectAsync();
        RawSocket ben = await team.ConnectAsync();
        await ann.SendAsync(new PresenceFrame(1, new byte[] { 1 }, null));
        await ben.ReceiveAsync<PresenceFrame>();
        ann.Dispose();
        Assert.True((await ben.ReceiveAsync<PresenceFrame>()).Payload.IsEmpty);
    }

    [Fact]
    public async Task WhoFallsSilentIsGoneAfterAWhile()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer server = await TestServer.StartAsync(options => options.IdleTimeout = TimeSpan.FromHours(1), time);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket ann = await team.ConnectAsync();
        RawSocket ben = await team.ConnectAsync();
        await ann.SendAsync(new PresenceFrame(1, new byte[] { 1 }, null));
        await ben.ReceiveAsync<PresenceFrame>();
        Task<PresenceFrame> gone = ben.ReceiveAsync<PresenceFrame>();
        for (int second = 0; second < 29; second++) time.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(100);
        Assert.False(gone.IsCompleted);
        while (!gone.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(gone, Task.Delay(20));
        }
        Assert.True((await gone).Payload.IsEmpty);
    }
}
