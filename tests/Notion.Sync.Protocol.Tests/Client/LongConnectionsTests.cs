using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What happens to a connection that lives long: its token ends, rights change, its server leaves, its reader is slow.</summary>
public sealed class LongConnectionsTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-1111-7222-8333-444455556666");

    [Fact]
    public async Task ATokenIsRenewedBeforeItEndsWithoutAReconnect()
    {
        var time = new FakeTimeProvider();
        SyncLimits patient = SyncLimits.Untrusted with { IdleTimeout = TimeSpan.FromDays(1) };
        var host = new FakeHost { TokenLife = TimeSpan.FromHours(1) };
        await using var net = new TestNet(host, new SyncServerOptions { Limits = patient, TimeProvider = time });
        await using SyncClient client = net.Client(change: options => options with { Limits = patient, TimeProvider = time });
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        for (int renewal = 1; renewal <= 3; renewal++)
        {
            time.Advance(TimeSpan.FromMinutes(40));
            Assert.Equal(renewal - 1, host.Refreshes);
            time.Advance(TimeSpan.FromMinutes(6));
            await Eventually.IsTrueAsync(() => host.Refreshes == renewal, "the token is renewed");
            page.Append("still here");
            await page.WhenDurableAsync(Eventually.Soon);
        }
        page.Append("still here");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal((1, null), (net.Connects, client.LastError));
    }

    [Fact]
    public async Task WhereNoFreshTokenCanBeHadItIsAskedForAgainAndTheFailureShown()
    {
        int asked = 0;
        var host = new FakeHost { TokenLife = TimeSpan.FromSeconds(3) };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client(change: options => options with
        {
            Token = _ => Interlocked.Increment(ref asked) == 2 ? throw new IOException("The sign-in service is away.") : ValueTask.FromResult(FakeHost.Token + "1"),
        });
        await (await client.OpenAsync(Page)).WhenOpenAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => client.LastError is IOException || host.Refreshes > 0, "the failure is shown");
        await Eventually.IsTrueAsync(() => host.Refreshes >= 1, "the token is renewed after all");
        Assert.True(asked >= 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABadOrForeignFreshTokenEndsTheConnection(bool foreign)
    {
        var host = new FakeHost { TokenLife = TimeSpan.FromMilliseconds(400), Refreshing = _ => foreign ? new SyncIdentity("somebody else", "Eve") : null };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        await Eventually.IsTrueAsync(() => client.State == ConnectionState.Stopped, "the client stops");
        Assert.Equal(SyncErrorCode.AuthenticationFailed, Assert.IsType<SyncException>(client.LastError).Code);
    }

    [Fact]
    public async Task RightsThatChangeReachAnOpenPage()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        int notified = 0;
        page.StateChanged += (_, _) => Interlocked.Increment(ref notified);
        host.ChangeAccess(Page, PageAccess.View);
        await Eventually.IsTrueAsync(() => page.Access == PageAccess.View, "the level falls");
        await Eventually.IsTrueAsync(() => Volatile.Read(ref notified) > 0, "the change is told");
        var rejected = new TaskCompletionSource<RejectedChanges>();
        page.Rejected += (_, changes) => rejected.TrySetResult(changes);
        page.Append("not any more");
        Assert.Equal(SyncErrorCode.ReadOnly, (await rejected.Task.WaitAsync(Eventually.Soon)).Code);
        await page.WhenOpenAsync(Eventually.Soon);
        host.ChangeAccess(Page, PageAccess.Edit);
        await Eventually.IsTrueAsync(() => page.Access == PageAccess.Edit, "the level rises");
        page.Append("again");
        await page.WhenDurableAsync(Eventually.Soon);
        host.Access = _ => (SyncErrorCode.AccessDenied, PageAccess.None);
        host.ChangeAccess(Page, PageAccess.None);
        await Eventually.IsTrueAsync(() => page.State == SyncState.Refused, "the page closes");
        Assert.Equal(SyncErrorCode.AccessDenied, Assert.IsType<SyncException>(page.Error).Code);
    }

    [Fact]
    public async Task ADrainMovesAClientWithoutAnErrorAndWithoutALoss()
    {
        await using var net = new TestNet(new FakeHost());
        Uri? asked = null;
        var states = new List<(ConnectionState State, Exception? Error)>();
        await using SyncClient client = net.Client(change: options => options with
        {
            ConnectElsewhere = (address, cancel) =>
            {
                asked = address;
                return net.ConnectAsync(cancel);
            },
        });
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        client.StateChanged += (_, _) => states.Add((client.State, client.LastError));
        net.Drain(TimeSpan.FromMilliseconds(200), "wss://b.example/sync");
        for (int i = 0; i < 50; i++)
        {
            page.Append($"{i}");
            await Task.Delay(5);
        }
        await Eventually.IsTrueAsync(() => net.Connects == 2, "the client goes elsewhere");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal("b.example", asked?.Host);
        Assert.Equal(page.Text(), net.Host[Page].Committed.Text());
        Assert.All(states, seen => Assert.Null(seen.Error));
        Assert.DoesNotContain(ConnectionState.Offline, states.Select(seen => seen.State));
    }

    [Fact]
    public async Task AnAddressThatNobodyAllowedIsIgnored()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient client = net.Client();
        await (await client.OpenAsync(Page)).WhenOpenAsync(Eventually.Soon);
        net.Drain(TimeSpan.FromMilliseconds(50), "wss://evil.example/sync");
        await Eventually.IsTrueAsync(() => net.Connects == 2 && client.State == ConnectionState.Online, "the client comes back to where it was");
    }

    [Fact]
    public async Task AClientThatCannotFollowOnePageFallsBehindThereAndCatchesUp()
    {
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxQueuedBytes = 50_000 } };
        await using var net = new TestNet(new FakeHost(), options);
        await using SyncClient writer = net.Client();
        var slow = new GatedStore();
        await using SyncClient reader = net.Client(slow, user: "2", change: client => client with { Limits = SyncLimits.Client with { MaxPushedBatches = 8, MaxPushedBytes = 4_000 } });
        SyncedDocument written = await writer.OpenAsync(Page), read = await reader.OpenAsync(Page);
        await read.WhenOpenAsync(Eventually.Soon);
        slow.CloseRemote();
        for (int i = 0; i < 200; i++) written.Append(new string('x', 1_000));
        await written.WhenDurableAsync(Eventually.Soon);
        slow.OpenRemote();
        await Eventually.IsTrueAsync(() => read.Text() == written.Text(), "the reader catches up");
        Assert.Equal(2, net.Connects);
    }

    [Fact]
    public async Task AClientLearnsWhichPagesDiffer()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        Guid[] pages = [.. Enumerable.Range(1, 200).Select(i => new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(i * 7), (byte)i))];
        foreach (Guid page in pages) host[page].Live.Append("a");
        foreach (Guid page in pages) host[page].Adopt();
        await using SyncClient client = net.Client();
        await Eventually.IsTrueAsync(() => client.State == ConnectionState.Online, "the client is online");
        PageDigest[] mine = [.. pages.Skip(1).Select(page => PageDigest.Of(page, host[page].Committed.Version)), PageDigest.Of(Guid.Empty, VersionVector.Empty)];
        host[pages[5]].Live.Append("b");
        host[pages[5]].Adopt();
        host.Access = page => page == pages[7] ? (SyncErrorCode.AccessDenied, PageAccess.None) : (null, PageAccess.Edit);
        DigestResult result = await client.CompareAsync(Guid.Empty, mine, Eventually.Soon);
        Assert.Equal([pages[5]], result.Changed);
        Assert.Equal([pages[0]], result.Added);
        Assert.Equal([Guid.Empty, pages[7]], result.Missing.Order());
    }
}
