using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class SyncClientTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");

    [Fact]
    public async Task WhatOneClientTypesTheOtherSees()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient ada = net.Client(user: "a");
        await using SyncClient bob = net.Client(user: "b");
        SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);

        first.Append("hello");
        await first.WhenDurableAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => second.Text() == "hello", "the text arrives");
        second.Append("world");
        await Eventually.IsTrueAsync(() => first.Text() == "hello\nworld", "the answer arrives");

        await second.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(SyncState.Durable, second.State);
        Assert.Equal(0, first.PendingCount);
        Assert.Equal("ub", bob.Welcome!.UserId);
        Assert.Empty(net.Host.Failures);
    }

    [Fact]
    public async Task OfflineEditsOfBothSidesMeetAfterTheReconnect()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient ada = net.Client(user: "a");
        await using SyncClient bob = net.Client(user: "b");
        SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);
        await first.WhenOpenAsync(Eventually.Soon);
        await second.WhenOpenAsync(Eventually.Soon);

        await net.CrashAsync();
        await Eventually.IsTrueAsync(() => first.State is SyncState.Offline or SyncState.Connecting, "the loss is noticed");
        for (int i = 0; i < 20; i++)
        {
            first.Append($"a{i}");
            second.Append($"b{i}");
        }
        Assert.Equal(20, first.PendingCount);
        Assert.NotEqual(SyncState.Durable, first.State);

        net.IsUp = true;
        await first.WhenDurableAsync(Eventually.Soon);
        await second.WhenDurableAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => first.Text() == second.Text() && first.Text().Split('\n').Length == 40, "both have everything");
        Assert.Equal(net.Host[Page].Committed.Text(), first.Text());
    }

    [Fact]
    public async Task ReceivedIsNotSavedAndOnlyTheCommitIs()
    {
        var host = new FakeHost { CommitsByHand = true };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        Assert.Equal(SyncState.Durable, page.State);

        page.Edit(document =>
        {
            document.Append("text");
            Assert.Equal(SyncState.Unstored, page.State);
        });
        await Eventually.IsTrueAsync(() => page.State == SyncState.Received, "the server has it in memory");
        Assert.Equal(1, page.PendingCount);
        Assert.False(page.WhenDurableAsync(Eventually.Soon).IsCompleted);

        host.Commit();
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(SyncState.Durable, page.State);
    }

    [Fact]
    public async Task WhatTheServerLosesBeforeItsCommitIsSentAgain()
    {
        var host = new FakeHost { CommitsByHand = true };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        page.Append("precious");
        await Eventually.IsTrueAsync(() => page.State == SyncState.Received, "the server has it in memory");

        await net.CrashAsync();
        Assert.Equal("", host[Page].Live.Text());
        Assert.Equal(1, page.PendingCount);
        (net.IsUp, host.CommitsByHand) = (true, false);

        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal("precious", host[Page].Committed.Text());
    }

    [Fact]
    public async Task WhoeverHasAChangeThatTheServerLostBringsItBack()
    {
        var host = new FakeHost { CommitsByHand = true };
        await using var net = new TestNet(host);
        SyncClient author = net.Client(user: "a");
        await using SyncClient reader = net.Client(user: "b");
        SyncedDocument written = await author.OpenAsync(Page), read = await reader.OpenAsync(Page);
        await read.WhenOpenAsync(Eventually.Soon);
        written.Append("passed on, never committed");
        await Eventually.IsTrueAsync(() => read.Text().Length > 0, "it is passed on");
        await author.DisposeAsync();

        await net.CrashAsync();
        read.Append("mine, after it");
        (net.IsUp, host.CommitsByHand) = (true, false);

        await read.WhenDurableAsync(Eventually.Soon);
        Assert.Equal("passed on, never committed\nmine, after it", host[Page].Committed.Text());
    }

    [Fact]
    public async Task AnEditIsStoredBeforeItIsSent()
    {
        var store = new GatedStore();
        var host = new FakeHost { CommitsByHand = true };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        page.Append("first");
        await Eventually.IsTrueAsync(() => page.State == SyncState.Received, "the first edit arrives");

        store.Close();
        page.Append("second");
        Assert.Equal("first\nsecond", page.Text());
        host.Commit(); // whose acknowledgement makes the client look for more to send
        await Eventually.IsTrueAsync(() => page.PendingCount == 1, "the first edit is durable");
        await Task.Delay(30);
        Assert.Equal(1, host.Batches);
        Assert.Equal(SyncState.Unstored, page.State);

        host.CommitsByHand = false;
        store.Open();
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(2, host.Batches);
    }

    [Fact]
    public async Task AStoreThatFailsIsTriedAgainAndTheStateSaysSo()
    {
        var store = new GatedStore { Failure = new IOException("disk full") };
        await using var net = new TestNet(new FakeHost());
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        page.Append("text");
        await Eventually.IsTrueAsync(() => page.Error is IOException, "the failure is shown");
        Assert.Equal(SyncState.Unstored, page.State);
        await net.CrashAsync();
        await Eventually.IsTrueAsync(() => client.State != ConnectionState.Online, "the connection is lost");
        Assert.Equal(SyncState.Unstored, page.State);       // not Offline, which says that it is stored
        net.IsUp = true;

        store.Failure = null;
        await page.WhenDurableAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => page.Error is null, "the failure is over");
    }

    [Fact]
    public async Task OfflineWorkSurvivesARestart()
    {
        var store = new MemoryChangeStore();
        await using var net = new TestNet(new FakeHost());
        await using (SyncClient first = net.Client(store))
        {
            SyncedDocument page = await first.OpenAsync(Page);
            page.Append("online");
            await page.WhenDurableAsync(Eventually.Soon);
            await net.CrashAsync();
            page.Append("offline 1");
            page.Append("offline 2");
        }

        await using (SyncClient second = net.Client(store))
        {
            SyncedDocument again = await second.OpenAsync(Page);
            Assert.Equal("online\noffline 1\noffline 2", again.Text());
            Assert.Equal(2, again.PendingCount);
            again.Append("after the restart");

            net.IsUp = true;
            await again.WhenDurableAsync(Eventually.Soon);
        }
        Assert.Equal("online\noffline 1\noffline 2\nafter the restart", net.Host[Page].Committed.Text());
        Assert.Empty((await store.LoadAsync(Page, Eventually.Soon)).Pending);
    }

    [Fact]
    public async Task AChangeThatTheStoreHasTwiceIsSentOnce()
    {
        var store = new MemoryChangeStore();
        var author = new Document(new ReplicaId(9));
        author.Append("twice");
        var change = new LocalChange(author.Replica, author.Version[author.Replica], author.ExportSince(VersionVector.Empty));
        await store.AppendLocalAsync(Page, change, change);
        await using var net = new TestNet(new FakeHost()) { IsUp = false };
        await using (SyncClient client = net.Client(store))
        {
            SyncedDocument page = await client.OpenAsync(Page);
            Assert.Equal(1, page.PendingCount);
            net.IsUp = true;
            await page.WhenDurableAsync(Eventually.Soon);
        }
        Assert.Equal(1, net.Host.Batches);
        Assert.Empty((await store.LoadAsync(Page, Eventually.Soon)).Pending);
    }

    [Fact]
    public async Task APageMadeOfflineIsCreatedWhenTheServerIsThereAgain()
    {
        await using var net = new TestNet(new FakeHost());
        await net.CrashAsync();
        var store = new MemoryChangeStore();
        var workspace = Guid.Parse("0190f3a2-0000-7000-8000-0000000000aa");
        await using (SyncClient client = net.Client(store))
        {
            SyncedDocument page = await client.CreateAsync(Page, workspace);
            page.Append("made offline");
        }
        Assert.Equal([Page], await store.FindUnsentAsync(CancellationToken.None));
        net.IsUp = true;
        await using SyncClient again = net.Client(store);
        SyncedDocument opened = await again.OpenAsync(Page);
        await opened.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(workspace, net.Host.Created[Page]);
        Assert.Equal("made offline", net.Host[Page].Committed.Text());
        await opened.DisposeAsync();
        Assert.Empty(await store.FindUnsentAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AWindowOfOneStillSendsEverythingInOrder()
    {
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxUnacknowledgedBatches = 1 } };
        await using var net = new TestNet(new FakeHost(), options);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => new string((char)('a' + (i % 26)), 2000))];
        foreach (string text in texts) page.Append(text);
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(string.Join('\n', texts), net.Host[Page].Committed.Text());
        Assert.InRange(net.Host.Batches, 7, 100);
    }

    [Fact]
    public async Task PresenceArrivesWithTheIdentityThatTheServerKnows()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient ada = net.Client(user: "a");
        await using SyncClient bob = net.Client(user: "b");
        SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);
        await first.WhenOpenAsync(Eventually.Soon);
        await second.WhenOpenAsync(Eventually.Soon);
        var seen = new TaskCompletionSource<PresenceEventArgs>();
        second.PresenceReceived += (_, presence) => seen.TrySetResult(presence);

        Assert.True(first.SendPresence(new byte[] { 1, 2, 3 }));
        PresenceEventArgs got = await seen.Task.WaitAsync(Eventually.Soon);
        Assert.Equal([1, 2, 3], got.Payload.ToArray());
        Assert.Equal(("ua", "Usera", ada.Welcome!.SessionId), (got.Sender.UserId, got.Sender.UserName, got.Sender.SessionId));
        Assert.False(first.SendPresence(new byte[1 << 20]));
    }

    [Fact]
    public async Task AWrongTokenStopsTheClientUntilItIsToldToTryAgain()
    {
        await using var net = new TestNet(new FakeHost());
        string token = "wrong";
        await using SyncClient client = net.Client(change: options => options with { Token = _ => ValueTask.FromResult(token) });
        await Eventually.IsTrueAsync(() => client.State == ConnectionState.Stopped, "it stops");
        Assert.Equal(SyncErrorCode.AuthenticationFailed, Assert.IsType<SyncException>(client.LastError).Code);
        Assert.Equal(1, net.Connects);

        token = FakeHost.Token;
        client.Reconnect();
        await Eventually.IsTrueAsync(() => client.State == ConnectionState.Online, "it is let in");
        Assert.Null(client.LastError);
    }

    [Fact]
    public async Task ARefusedPageIsShownAsRefusedAndTheOthersGoOn()
    {
        var denied = Guid.Parse("0190f3a2-0000-7000-8000-000000000002");
        var host = new FakeHost { Access = page => page == denied ? (SyncErrorCode.AccessDenied, PageAccess.None) : (null, PageAccess.Full) };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page), other = await client.OpenAsync(denied);
        SyncException refused = await Assert.ThrowsAsync<SyncException>(() => other.WhenOpenAsync(Eventually.Soon));
        Assert.Equal(SyncErrorCode.AccessDenied, refused.Code);
        Assert.Equal(SyncState.Refused, other.State);

        page.Append("fine");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(ConnectionState.Online, client.State);
    }

    [Fact]
    public async Task APageThatIsUnavailableIsOpenedAgain()
    {
        int attempts = 0;
        var host = new FakeHost { Access = _ => ++attempts < 3 ? (SyncErrorCode.PageUnavailable, PageAccess.None) : (null, PageAccess.Full) };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task AHostThatThrowsWhileOpeningClosesThatPageOnly()
    {
        int attempts = 0;
        var host = new FakeHost { BeforeOpen = _ => ++attempts == 1 ? throw new InvalidOperationException("broken") : Task.CompletedTask };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        Assert.Equal("broken", Assert.Single(host.Failures).Message);
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task ManyUpdatesAreKeptTogetherInTheStore()
    {
        var store = new MemoryChangeStore();
        await using var net = new TestNet(new FakeHost());
        await using (SyncClient client = net.Client(store, change: options => options with { CompactAfter = 10 }))
        {
            SyncedDocument page = await client.OpenAsync(Page);
            for (int i = 0; i < 100; i++)
            {
                page.Append($"{i}");
                await page.WhenDurableAsync(Eventually.Soon);
            }
        }
        StoredPage stored = await store.LoadAsync(Page, Eventually.Soon);
        Assert.InRange(stored.Updates.Count, 1, 15);
        await net.CrashAsync();
        await using SyncClient offline = net.Client(store);
        Assert.Equal(100, (await offline.OpenAsync(Page)).Text().Split('\n').Length);
    }

    [Fact]
    public async Task ADocumentIsNotTouchedOutsideItsLock()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        Assert.Throws<InvalidOperationException>(() => page.Document);
        page.Edit(_ => Assert.NotNull(page.Document));
    }

    [Fact]
    public async Task WithAContextEverythingHappensThere()
    {
        using var context = new PumpContext();
        await using var net = new TestNet(new FakeHost());
        await using SyncClient ada = net.Client(user: "a", change: options => options with { Context = context });
        await using SyncClient bob = net.Client(user: "b");
        SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);
        var threads = new HashSet<SynchronizationContext?>();
        first.Changed += (_, _) => threads.Add(SynchronizationContext.Current);
        first.StateChanged += (_, _) => threads.Add(SynchronizationContext.Current);

        Assert.Throws<InvalidOperationException>(() => first.Edit(_ => { }));
        await first.EditAsync(document => document.Append("from the context"));
        await Eventually.IsTrueAsync(() => second.Text() == "from the context", "it arrives");
        second.Append("back");
        string text = "";
        await Eventually.IsTrueAsync(
            () =>
            {
                context.Send(_ => text = first.Document.Text(), null);
                return text.Contains("back");
            },
            "the answer arrives");
        Assert.Equal([context], threads);
    }
}
