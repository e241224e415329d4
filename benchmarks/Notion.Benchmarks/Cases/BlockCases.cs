using System.Text.Json.Nodes;
using Notion.Benchmarks.Measuring;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>E: a block tree that several replicas create, move, change and delete concurrently; and opening it again.</summary>
internal static class BlockCases
{
    public static void Replay(CaseRun run)
    {
        Result result = run.Result;
        BlockTrace trace = BlockTraceReader.Read(run.TracePath);
        MemoryBaseline baseline = MemoryBaseline.Take();
        BlockReplay replay = BlockReplay.Run(trace);
        baseline.SetPeak(result);
        result.Set("create_ms", replay.CreateTime.TotalMilliseconds);
        result.Set("edit_ms", replay.EditTime.TotalMilliseconds);
        result.Set("merge_ms", replay.MergeTime.TotalMilliseconds);
        result.Set("syncs", replay.Syncs);
        result.Set("update_bytes", replay.UpdateBytes);
        result.Set("applied", Count(replay.Applied));
        result.Set("skipped", Count(replay.Skipped));
        string[] hashes = [.. replay.Replicas.Select(replica => replica.HashState())];
        result.Check(hashes.All(hash => hash == hashes[0]));
        BlockReplica first = replay.Replicas[0];
        result.Set("visible", first.Document.EnumerateBlocks().Count());
        result.Set("unreachable", first.CountLost());
        result.Set("hash", hashes[0][..12]);
        foreach (DocumentFormat format in DocumentFormat.All)
        {
            byte[] bytes = [];
            double milliseconds = Measurement.Time(() => bytes = format.Save(first.Document));
            result.Set(format.Name, new JsonObject { ["bytes"] = bytes.Length, ["enc_ms"] = Result.Round(milliseconds) });
        }
    }

    public static void Load(CaseRun run)
    {
        Result result = run.Result;
        using var prepared = PreparedFolder.Make(Preparation.Trees, run.TracePath);
        byte[] bytes = prepared.ReadDocument(run.Format);
        result.Set("bytes", bytes.Length);
        Measurement.Run(
            result,
            () =>
            {
                Document document = run.Format.Load(bytes);
                return (Document: document, Walked: Walk(document));
            },
            loaded =>
            {
                result.Set("visible", loaded.Walked.Count);
                return loaded.Walked.Count == prepared.ReadVisibleBlocks();
            });
    }

    private static List<(BlockId Id, BlockId? Parent, string Type, IReadOnlyDictionary<string, PropertyValue> Properties)> Walk(Document document) =>
        [.. document.EnumerateBlocks().Select(block => (block.Id, block.Parent?.Id, block.Type, block.Properties))];

    private static JsonObject Count(Dictionary<BlockOperationKind, int> counts)
    {
        BlockOperationKind[] order = [BlockOperationKind.Create, BlockOperationKind.Move, BlockOperationKind.Property, BlockOperationKind.Delete];
        return new JsonObject(order.Select(kind => KeyValuePair.Create($"{(char)kind}", (JsonNode?)counts[kind])));
    }
}
