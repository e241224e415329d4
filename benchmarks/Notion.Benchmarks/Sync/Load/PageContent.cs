using Notion.Crdt;

namespace Notion.Benchmarks.Sync;

/// <summary>What an opened frame carries: an update, or a snapshot (docs/protocol.md).</summary>
internal static class PageContent
{
    public static void Fill(Document document, ReadOnlySpan<byte> bytes)
    {
        if (IsSnapshot(bytes)) document.Merge(bytes);
        else document.Apply(bytes);
    }

    public static bool IsSnapshot(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[2..].StartsWith("notion-crdt"u8);
}
