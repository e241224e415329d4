using Notion.Crdt;
using Notion.Traces;

namespace Notion.Tests.Traces;

public class ConcurrentTraceTests
{
    public static TheoryData<string> Names => ["three-writers.json.gz", "clownschool.json.gz"];

    [Theory, MemberData(nameof(Names))]
    public void EveryAgentsReplicaEndsAsRecorded(string name)
    {
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        ConcurrentReplay replay = ConcurrentReplay.Run(trace);
        replay.MergeAll();
        Assert.Equal(trace.AgentCount, replay.Replicas.Count);
        foreach (Document replica in replay.Replicas)
        {
            Assert.Equal(trace.EndContent, TextPage.TextOf(replica));
            Assert.Equal(trace.EndContent, TextPage.TextOf(Document.Load(replica.Save(), new ReplicaId(50))));
            Assert.Equal(replay.Replicas[0].Version, replica.Version);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void UpdatesThatArriveTwiceAndOutOfOrderEndAsRecorded(string name)
    {
        const int seed = 20261123, window = 400;
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        List<ReadOnlyMemory<byte>> updates = [.. ConcurrentReplay.Run(trace).Updates];
        var random = new Random(seed);
        Document replica = TextPage.Open(7);
        for (int start = 0; start < updates.Count; start += window)
        {
            ReadOnlyMemory<byte>[] some = [.. updates.Skip(start).Take(window + 20)]; // the last twenty come again with the next ones
            random.Shuffle(some);
            foreach (ReadOnlyMemory<byte> update in some) replica.Apply(update.Span);
        }
        Assert.Equal(0, replica.PendingCount);
        Assert.True(trace.EndContent == TextPage.TextOf(replica), $"The text differs from the recorded one (shuffled with seed {seed}).");
    }

    [Theory, MemberData(nameof(Names))]
    public void TheWholeHistoryAsOneUpdateEndsAsRecorded(string name)
    {
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        ConcurrentReplay replay = ConcurrentReplay.Run(trace);
        replay.MergeAll();
        var late = new Document(new ReplicaId(7));
        late.Apply(replay.Replicas[0].ExportSince(VersionVector.Empty));
        Assert.Equal(trace.EndContent, TextPage.TextOf(late));
    }
}
