using System.Collections.Concurrent;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Tests.Traces;

public class BlockTraceTests
{
    private static readonly ConcurrentDictionary<string, BlockReplay> Replays = new();

    public static TheoryData<string> Names => ["four-movers.ndjson", "blocks-10k.ndjson.gz"];

    [Theory, MemberData(nameof(Names))]
    public void AllReplicasConvergeWithoutACycleAndWithoutLosingABlock(string name)
    {
        BlockReplay replay = Replay(name);
        string expected = replay.Replicas[0].HashState();
        foreach (BlockReplica replica in replay.Replicas)
        {
            Assert.Equal(expected, replica.HashState());
            AssertEveryBlockHasOnePlace(replay, replica);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void TheTreeSurvivesSavingAndTravellingAsOneUpdate(string name)
    {
        BlockReplay replay = Replay(name);
        BlockReplica first = replay.Replicas[0];
        string expected = first.HashState();
        Assert.Equal(expected, first.On(Document.Load(first.Document.Save(), new ReplicaId(9))).HashState());
        var late = new Document(new ReplicaId(9));
        late.Apply(first.Document.ExportSince(VersionVector.Empty));
        Assert.Equal(expected, first.On(late).HashState());
    }

    // Replaying is the slow part; what is replayed is only read by the tests, which run one after the other.
    private static BlockReplay Replay(string name) => Replays.GetOrAdd(TraceFiles.Find(name), path => BlockReplay.Run(BlockTraceReader.Read(path)));

    private static void AssertEveryBlockHasOnePlace(BlockReplay replay, BlockReplica replica)
    {
        Document document = replica.Document;
        var shown = new HashSet<BlockId>();
        foreach (Block block in document.EnumerateBlocks()) // a block shown twice, as a cycle would show it, fails here
        {
            Assert.True(shown.Add(block.Id), $"Block {block.Id} is shown twice.");
            Assert.Equal(block, block.Parent!.Value.Children[block.Index]);
        }
        Assert.Equal(replay.Applied[BlockOperationKind.Create], document.BlockCount);
        Assert.Equal(0, replica.CountLost());
        foreach (Block deleted in document.EnumerateTrash())
            Assert.True(replay.Deleted.Contains(replica.NumberOf(deleted.Id)), $"Block {deleted.Id} lies in the trash, but nobody deleted it.");
        int hidden = document.BlockCount - shown.Count;
        Assert.Equal(hidden, document.EnumerateTrash().Sum(CountWithChildren));
    }

    private static int CountWithChildren(Block block) => 1 + block.Children.Sum(CountWithChildren);
}
