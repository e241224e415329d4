using System.Diagnostics;
using Notion.Server.Store;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Store;

public sealed class GroupCommit
{
    [Fact]
    public async Task OneFailingWriteTakesNothingOfItsNeighboursWithIt()
    {
        TestStore.RequireSqlite();
        await using TestServer server = await TestServer.StartAsync();
        using var gate = new ManualResetEventSlim();
        Task first = server.Database.WriteAsync(_ => gate.Wait(TimeSpan.FromSeconds(20)));
        var writes = Enumerable.Range(0, 50).Select(i => server.Database.WriteAsync(session =>
        {
            session.Execute("INSERT INTO audit_log (timestamp, event_type, resource_type, action) VALUES ($i, 'test', 'test', 'test')", ("$i", i));
            return i % 10 == 3 ? throw new InvalidOperationException("mine alone") : i;
        })).ToList();
        gate.Set();
        await first;
        for (int i = 0; i < writes.Count; i++)
        {
            if (i % 10 == 3) await Assert.ThrowsAsync<InvalidOperationException>(() => writes[i]);
            else Assert.Equal(i, await writes[i]);
        }
        Assert.Equal(45, await CountAsync(server));
    }

    [Fact]
    public async Task AFullDiskFailsTheWholeGroupAndHalfOfNothingIsThere()
    {
        TestStore.RequireSqlite();
        await using TestServer server = await TestServer.StartAsync();
        await using var full = await FullDisk.MakeAsync(server);
        Task<int>[] writes = [.. Enumerable.Range(0, 5).Select(i => server.Database.WriteAsync(session =>
            session.Execute("INSERT INTO audit_log (timestamp, event_type, resource_type, action, metadata) VALUES ($i, 'test', 'test', 'test', $large)", ("$i", i), ("$large", $"\"{new string('x', 100_000)}\""))))];
        foreach (Task<int> write in writes)
            Assert.Equal(StoreErrorCode.Full, (await Assert.ThrowsAsync<StoreException>(() => write)).Code);
        Assert.Equal(0, await CountAsync(server));
        await full.MakeRoomAsync();
        await server.Database.WriteAsync(session => session.Execute("INSERT INTO audit_log (timestamp, event_type, resource_type, action) VALUES (1, 'test', 'test', 'test')"));
        Assert.Equal(1, await CountAsync(server));
    }

    [Fact]
    public async Task ManyWritersShareTheWaitForTheDisk()
    {
        TestStore.RequireSqlite();
        await using TestServer server = await TestServer.StartAsync();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => server.Database.WriteAsync(session =>
            session.Execute("INSERT INTO audit_log (timestamp, event_type, resource_type, action) VALUES ($i, 'test', 'test', 'test')", ("$i", i)))));
        Assert.Equal(2_000, await CountAsync(server));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static Task<long> CountAsync(TestServer server) => server.Database.ReadAsync(session => session.QueryNumber("SELECT count(*) FROM audit_log WHERE event_type = 'test'"));
}
