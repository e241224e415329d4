using Notion.Crdt;
using Notion.Traces;

namespace Notion.Tests.Traces;

public class SequentialTraceTests
{
    public static TheoryData<string> Names =>
    [
        "emoji.json", "automerge-paper.json.gz", "rustcode.json.gz", "sveltecomponent.json.gz", "json-crdt-blog-post.json.gz",
    ];

    [Theory, MemberData(nameof(Names))]
    public void TypedInOneTransactionTheTextEndsAsRecorded(string name)
    {
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        Document document = TextPage.Open(1);
        using Transaction transaction = document.Begin();
        foreach (Patch patch in trace.Patches) TextPage.Apply(transaction, patch);
        transaction.Commit();
        AssertShows(trace, document);
    }

    [Theory, MemberData(nameof(Names))]
    public void TypedEditByEditTheTextEndsAsRecordedHereAndOnASecondReplicaAndAfterLoading(string name)
    {
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        Document writer = TextPage.Open(1), reader = TextPage.Open(2);
        foreach (Patch patch in trace.Patches)
        {
            using Transaction transaction = writer.Begin();
            TextPage.Apply(transaction, patch);
            ReadOnlyMemory<byte> update = transaction.Commit();
            if (update.Length > 0) reader.Apply(update.Span);
        }
        AssertShows(trace, writer);
        AssertShows(trace, reader);
        Assert.Equal(writer.Version, reader.Version);
        AssertShows(trace, Document.Load(writer.Save(), new ReplicaId(3)));
        AssertShows(trace, Document.Load(reader.Save(), new ReplicaId(3)));
    }

    [Theory, MemberData(nameof(Names))]
    public void ALateReplicaThatReceivesTheWholeHistoryAtOnceShowsWhatIsRecorded(string name)
    {
        TextTrace trace = TextTraceReader.Read(TraceFiles.Find(name));
        Document writer = TextPage.Open(1);
        VersionVector half = VersionVector.Empty;
        byte[] first = [];
        foreach (TraceTransaction step in trace.Transactions)
        {
            if (first.Length == 0 && step == trace.Transactions[trace.Transactions.Count / 2])
            {
                first = writer.ExportSince(half);
                half = writer.Version;
            }
            using Transaction transaction = writer.Begin();
            foreach (Patch patch in step.Patches) TextPage.Apply(transaction, patch);
            transaction.Commit();
        }
        var late = new Document(new ReplicaId(2));
        late.Apply(first);
        late.Apply(writer.ExportSince(half));
        AssertShows(trace, late);
    }

    private static void AssertShows(TextTrace trace, Document document)
    {
        Assert.Equal(trace.EndContent, TextPage.TextOf(document));
        Assert.Equal(trace.EndContent.Length, document.GetBlock(TextPage.Block).TextLength);
    }
}
