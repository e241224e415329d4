using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Notion.Server.Nodes;
using Notion.Server.Store.Postgres;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Nodes;

public sealed class NudgesBetweenServers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void EveryMessageComesBackFromItsTextAndWhatIsUnknownIsMissed()
    {
        NodeMessage[] messages =
        [
            new NodeMessage.PageAdvanced(Guid.CreateVersion7(), 7),
            new NodeMessage.AccessChanged(Guid.CreateVersion7(), null, Guid.CreateVersion7()),
            new NodeMessage.AccessChanged(Guid.CreateVersion7(), Guid.CreateVersion7(), null),
            new NodeMessage.SessionsEnded(Guid.CreateVersion7()),
            new NodeMessage.Missed(),
        ];
        Assert.Equal(messages, NodeMessageText.Parse(NodeMessageText.Format(messages)));
        Assert.Equal([new NodeMessage.Missed(), new NodeMessage.Missed()], NodeMessageText.Parse("tomorrow's kind\npage nonsense -1\n"));
        Assert.InRange(NodeMessageText.Format(Enumerable.Repeat(messages[2], NodeMessageText.MaxMessages)).Length, 0, 7_900);
    }

    [Fact]
    public async Task AMessageReachesEachServerOnceAndABrokenConnectionIsToldAsMissed()
    {
        TestStore.RequirePostgres();
        string connection = await TestStore.NewDatabaseAsync();
        await using PostgresDatabase database = TestStore.Open(connection);
        await using PostgresNodeBus here = Bus(database), there = Bus(database);
        var heardHere = new BlockingCollection<NodeMessage>();
        var heardThere = new BlockingCollection<NodeMessage>();
        using IDisposable a = here.Subscribe(heardHere.Add), b = there.Subscribe(heardThere.Add);
        Assert.Equal(new NodeMessage.Missed(), Next(heardHere));
        Assert.Equal(new NodeMessage.Missed(), Next(heardThere));

        var message = new NodeMessage.SessionsEnded(Guid.CreateVersion7());
        here.Publish(message);
        Assert.Equal(message, Next(heardHere));
        Assert.Equal(message, Next(heardThere));

        await database.ReadAsync(session => session.QueryNumberAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));
        Assert.Equal(new NodeMessage.Missed(), Next(heardHere));
        Assert.Equal(new NodeMessage.Missed(), Next(heardThere));
        var after = new NodeMessage.PageAdvanced(Guid.CreateVersion7(), 1);
        there.Publish(after);
        NodeMessage heard;
        do heard = Next(heardHere);
        while (heard is NodeMessage.Missed);
        Assert.Equal(after, heard);
    }

    private static PostgresNodeBus Bus(PostgresDatabase database) => new(new LocalNodeBus(), database, NullLogger<PostgresNodeBus>.Instance);

    private static NodeMessage Next(BlockingCollection<NodeMessage> heard)
    {
        Assert.True(heard.TryTake(out NodeMessage? message, Patience), "Nothing was heard.");
        return message!;
    }
}
