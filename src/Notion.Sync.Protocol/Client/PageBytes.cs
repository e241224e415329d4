using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>A whole page, or what somebody lacks of it: an update, or a snapshot where its history was compacted. Which of them, the bytes say (docs/encoding.md).</summary>
internal static class PageBytes
{
    private const byte StringOfEleven = 0xab;

    /// <summary>An update is an array that begins with a number, a snapshot one that begins with a name.</summary>
    public static bool IsSnapshot(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[1] == StringOfEleven && bytes[2..].StartsWith("notion-crdt"u8);

    /// <summary>What a version lacks of a document.</summary>
    public static byte[] Since(Document document, VersionVector version)
    {
        try
        {
            return document.ExportSince(version);
        }
        catch (CrdtException trimmed) when (trimmed.Code == CrdtErrorCode.HistoryTrimmed)
        {
            return document.Save();
        }
    }

    /// <summary>Puts what is there into a fresh document.</summary>
    public static void Fill(Document document, ReadOnlySpan<byte> bytes)
    {
        if (IsSnapshot(bytes)) document.Merge(bytes);
        else document.Apply(bytes);
    }
}
