using System.Diagnostics;
using Notion.Crdt;
using Notion.Server.Store.Postgres;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Nodes;

public sealed class TwoServersOnOneStore
{
    private static readonly TimeSpan Promise = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task EditorsOnBothSeeEachOtherAndConvergeAndOneMayBeKilled()
    {
        TestStore.RequirePostgres();
        string connection = await TestStore.NewDatabaseAsync();
        using var directory = new TempDirectory();
        using ServerProcess first = await ServerProcess.StartOnAsync(connection, directory.Path);
        using ServerProcess second = await ServerProcess.StartOnAsync(connection, directory.Path);
        using Team team = await Team.GatherAsync(first.Address);
        RawSocket[] sockets = [await team.ConnectAsync(), await team.ConnectAsync(second.Address)];
        Document[] documents = [new(ReplicaId.Create()), new(ReplicaId.Create())];

        var took = new List<TimeSpan>();
        for (int i = 0; i < 20; i++)
        {
            (int writer, int reader) = (i % 2, 1 - (i % 2));
            ReadOnlyMemory<byte> update = documents[writer].Paragraph($"turn {i}").Update;
            long start = Stopwatch.GetTimestamp();
            await sockets[writer].SendAsync(new ChangesFrame(1, i + 1, update));
            ChangesFrame seen = await sockets[reader].ReceiveAsync<ChangesFrame>();
            took.Add(Stopwatch.GetElapsedTime(start));
            documents[reader].Apply(seen.Update.Span);
        }
        Assert.Equal(documents[0].Texts(), documents[1].Texts());
        Assert.True(took.Order().ElementAt(took.Count / 2) < Promise, $"Half of the edits took longer than {took.Order().ElementAt(took.Count / 2)} to the other server.");

        // Both at once, to one page: commits collide, and each server merges what the other was faster with.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async writer =>
        {
            for (int i = 0; i < 40; i++) await sockets[writer].SendAsync(new ChangesFrame(1, 100 + i, documents[writer].Paragraph($"both {writer}.{i}").Update));
            AckDurableFrame ack;
            do ack = await sockets[writer].ReceiveAsync<AckDurableFrame>();
            while (ack.Batch < 139);
        }));
        await first.KillAsync();
        ReadOnlyMemory<byte> late = documents[1].Paragraph("after the other's death").Update;
        await sockets[1].WriteDurablyAsync(200, late);

        string[] shown = (await team.ReadAsync(second.Address)).Texts();
        Assert.Equal(101, shown.Length);
        Assert.Equal(101, shown.Distinct().Count());
        await second.TerminateAsync();
        await using PostgresDatabase database = TestStore.Open(connection);
        Assert.Equal(shown, (await LoggedPage.CheckAsync(database, team.Page, "two servers")).Texts());
    }

    [Fact]
    public async Task WhatIsTakenAwayOnOneIsGoneOnTheOtherWithinASecond()
    {
        TestStore.RequirePostgres();
        string connection = await TestStore.NewDatabaseAsync();
        using var directory = new TempDirectory();
        using ServerProcess first = await ServerProcess.StartOnAsync(connection, directory.Path);
        using ServerProcess second = await ServerProcess.StartOnAsync(connection, directory.Path);
        Cast cast = await Cast.GatherAsync(first.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "edit");
        using RawSocket socket = await RawSocket.SignInAsync(second.Address, cast.Guest.Token!);
        Assert.Equal(PageAccess.Edit, (await socket.OpenAsync(page)).Access);
        await Promptness.AssertAsync(
            20,
            async i => await cast.ShareAsync(page, cast.Guest, i % 2 == 0 ? "view" : "edit"),
            async i => Assert.Equal(i % 2 == 0 ? PageAccess.View : PageAccess.Edit, (await socket.ReceiveAsync<AccessFrame>()).Access));
        using RawSocket signedIn = await RawSocket.SignInAsync(second.Address, cast.Guest.Token!);
        await Promptness.AssertAsync(
            1,
            async _ => await cast.Guest.DoAsync(HttpMethod.Delete, "/api/accounts/sessions"),
            async _ => Assert.Equal(SyncErrorCode.SessionEnded, (await signedIn.ReceiveCloseAsync()).Code));
    }
}
