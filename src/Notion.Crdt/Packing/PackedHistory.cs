namespace Notion.Crdt;

/// <summary>The changes of a history by replica and counter, taken apart into operations, beside what the state tells of them.</summary>
internal sealed class PackedHistory(PackedScope scope, TextOrder text, KnownOps known, UpdateDecoder kept)
{
    public PackedScope Scope { get; } = scope;

    public TextOrder Text { get; } = text;

    public KnownOps Known { get; } = known;

    /// <summary>The changes whose bytes are kept, by replica and counter.</summary>
    public UpdateDecoder Kept { get; } = kept;

    /// <summary>By the replicas' ids, then by counter.</summary>
    public Rows<PackedChange> Changes { get; } = new();

    /// <summary>By change; those of one in order.</summary>
    public Rows<PackedOp> Ops { get; } = new();

    public List<PackedValue> Values { get; } = [];
}
