using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>B and D: a fresh replica takes in all updates of a trace, one by one, in a batch, or as one full history.</summary>
internal static class ImportCases
{
    public static void OneByOne(CaseRun run)
    {
        using var prepared = PreparedFolder.Make(Preparation.Updates, run.TracePath);
        byte[][] updates = prepared.ReadUpdates();
        Measure(run.Result, prepared, updates);
        var probe = default(AllocationProbe);
        Import(updates, ref probe);
        probe.SetOn(run.Result);
    }

    /// <summary>The engine's best way to take many separate updates is to apply them in turn: there is no call that takes several.</summary>
    public static void InBatch(CaseRun run)
    {
        using var prepared = PreparedFolder.Make(Preparation.Updates, run.TracePath);
        Measure(run.Result, prepared, prepared.ReadUpdates());
    }

    /// <summary>A whole history is best brought to a fresh replica as a snapshot.</summary>
    public static void AsBlob(CaseRun run)
    {
        using var prepared = PreparedFolder.Make(Preparation.Documents, run.TracePath);
        byte[] blob = prepared.ReadDocument(DocumentFormat.Snapshot);
        Measurement.Run(
            run.Result,
            () =>
            {
                var document = new Document(new ReplicaId(7));
                document.Merge(blob);
                return (Document: document, Text: TextPage.TextOf(document));
            },
            imported => imported.Text == prepared.ReadEndContent());
        run.Result.Set("n", 1);
        run.Result.Set("bytes", blob.Length);
    }

    private static void Measure(Result result, PreparedFolder prepared, byte[][] updates)
    {
        Measurement.Run(
            result,
            () =>
            {
                var unwatched = default(NoProbe);
                Document document = Import(updates, ref unwatched);
                return (Document: document, Text: TextPage.TextOf(document));
            },
            imported => imported.Text == prepared.ReadEndContent());
        result.Set("n", updates.Length);
        result.Set("bytes", updates.Sum(update => (long)update.Length));
    }

    private static Document Import<TProbe>(byte[][] updates, ref TProbe probe)
        where TProbe : struct, IStepProbe
    {
        Document document = TextPage.Open(7);
        probe.Begin();
        foreach (byte[] update in updates)
        {
            document.Apply(update);
            probe.EndStep();
        }
        return document;
    }
}
