using System.Text.Json.Nodes;
using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>compact: the document of a text or block trace with its whole history, without it, and in the next generation: bytes, milliseconds to write and to open for editing, and heap when open.</summary>
internal static class CompactCase
{
    public static void Run(CaseRun run)
    {
        Result result = run.Result;
        Document document = Build(run.TracePath);
        result.Set("changes", document.ChangeCount);
        result.Set("blocks", document.BlockCount);
        VersionVector head = document.Version;
        result.Set("whole", Measure(document, () => document.Save(), result));
        result.Set("shallow", Measure(document, () => document.SaveShallow(head), result));
        result.Set("generation", Measure(document, () => document.StartGeneration(new ReplicaId(9)).Save(), result));
        result.Set("trash_emptied", Measure(document, () => document.StartGeneration(new ReplicaId(9), new GenerationOptions { EmptyTrash = true }).Save(), result));
        int changes = 0;
        result.Set("compact_ms", Measurement.Time(() => changes = document.Compact(head)));
        result.Set("compacted", changes);
    }

    private static Document Build(string path) => path.Contains(".ndjson", StringComparison.Ordinal)
        ? BlockReplay.Run(BlockTraceReader.Read(path)).Replicas[0].Document
        : TracedPage.Build(TextTraceReader.Read(path)).Document;

    private static JsonObject Measure(Document document, Func<byte[]> write, Result result)
    {
        byte[] bytes = [];
        double milliseconds = Measurement.Time(() => bytes = write());
        Measurement.Time(() => Open(bytes));            // warms up what is timed below
        ProcessMemory.Collect();
        double before = ProcessMemory.ReadHeap();
        Document? opened = null;
        double open = Measurement.Time(() => opened = Open(bytes));
        ProcessMemory.Collect();
        double heap = ProcessMemory.ReadHeap() - before;
        result.Check(Shown(opened!) == Shown(document));
        return new JsonObject { ["bytes"] = bytes.Length, ["ms"] = Result.Round(milliseconds), ["open_ms"] = Result.Round(open), ["heap_mb"] = Result.Round(heap) };
    }

    /// <summary>Opened, and unpacked by beginning an edit.</summary>
    private static Document Open(byte[] bytes)
    {
        Document document = Document.Load(bytes.AsMemory(), new ReplicaId(8));
        using Transaction edit = document.Begin();
        return document;
    }

    private static string Shown(Document document) => string.Join('\n', document.EnumerateBlocks().Select(block => $"{block.Id} {block.Type} {block.Text}"));
}
