using Notion.Benchmarks.Cases;
using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Preparing;

/// <summary>A text trace as a document, and as the updates that made it: one per edit of a sequential trace, one per transaction of a concurrent one.</summary>
internal sealed record TracedPage(Document Document, IReadOnlyList<ReadOnlyMemory<byte>> Updates)
{
    public static TracedPage Build(TextTrace trace)
    {
        if (!trace.IsConcurrent)
        {
            TypingCases.Typed typed = TypingCases.TypePerEdit([.. trace.Patches]);
            return new TracedPage(typed.Document, [.. typed.Updates!.Where(update => update.Length > 0)]);
        }
        ReadOnlyMemory<byte>[] updates = [.. ConcurrentReplay.Run(trace).Updates];
        Document merged = TextPage.Open(7);
        foreach (ReadOnlyMemory<byte> update in updates) merged.Apply(update.Span);
        return new TracedPage(merged, updates);
    }
}
