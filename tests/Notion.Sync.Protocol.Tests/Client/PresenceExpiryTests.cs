using Microsoft.Extensions.Time.Testing;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>The goodbye of somebody who leaves may be dropped on the way: who is silent for as long as the server shows presence is gone, and so is everybody when the connection is.</summary>
public sealed class PresenceExpiryTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly PresenceSender Ghost = new("u9", "Ghost", "s9");
    private static readonly PresenceSender Guest = new("u8", "Guest", "s8");

    [Fact]
    public async Task WhoIsSilentForTooLongIsGoneAndWhoIsNotStays()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        var time = new FakeTimeProvider();
        await using SyncClient client = net.Client(change: options => options with { TimeProvider = time });
        SyncedDocument page = await client.OpenAsync(Page);
        var here = new Visitors(page);
        await page.WhenOpenAsync(Eventually.Soon);
        host.ShowPresence(Page, new byte[] { 1 }, Ghost);
        host.ShowPresence(Page, new byte[] { 1 }, Guest);
        await Eventually.IsTrueAsync(() => here.Names == "Ghost Guest", "both are shown");
        time.Advance(TimeSpan.FromSeconds(20));
        host.ShowPresence(Page, new byte[] { 2 }, Guest);
        await Eventually.IsTrueAsync(() => here.Heard == 3, "one is heard of again");
        time.Advance(TimeSpan.FromSeconds(9));
        await Task.Delay(20);
        Assert.Equal("Ghost Guest", here.Names);
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrueAsync(() => here.Names == "Guest", "the silent one is gone");
        host.ShowPresence(Page, default, Guest);
        await Eventually.IsTrueAsync(() => here.Names == "", "a goodbye counts at once");
    }

    [Fact]
    public async Task NobodyIsThereWhenTheConnectionIsGone()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        var here = new Visitors(page);
        await page.WhenOpenAsync(Eventually.Soon);
        host.ShowPresence(Page, new byte[] { 1 }, Ghost);
        await Eventually.IsTrueAsync(() => here.Names == "Ghost", "somebody is shown");
        await net.CrashAsync();
        await Eventually.IsTrueAsync(() => here.Names == "", "nobody is");
    }

    private sealed class Visitors
    {
        private readonly Lock _gate = new();
        private readonly SortedSet<string> _names = [];

        public Visitors(SyncedDocument page) => page.PresenceReceived += (_, presence) =>
        {
            lock (_gate)
            {
                Heard++;
                if (presence.Payload.IsEmpty) _names.Remove(presence.Sender.UserName);
                else _names.Add(presence.Sender.UserName);
            }
        };

        public int Heard { get; private set; }

        public string Names
        {
            get
            {
                lock (_gate) return string.Join(' ', _names);
            }
        }
    }
}
