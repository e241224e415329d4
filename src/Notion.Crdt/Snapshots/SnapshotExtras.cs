namespace Notion.Crdt;

/// <summary>What a snapshot said besides the document's content, and the columns that this version does not know: both are written again.</summary>
internal sealed class SnapshotExtras
{
    public static SnapshotExtras None { get; } = new();

    /// <summary>The document's id, where whoever made it gave one.</summary>
    public byte[]? Id { get; init; }

    /// <summary>Features that a reader may ignore.</summary>
    public long Optional { get; init; }

    public ColumnSet State { get; init; } = new();

    public ColumnSet History { get; init; } = new();
}
