namespace Notion.Crdt;

/// <summary>The changes of a history by replica and counter, taken apart into operations, beside what the state tells of them.</summary>
internal sealed class PackedHistory(PackedScope scope, TextOrder text, KnownOps known)
{
    public PackedScope Scope { get; } = scope;

    public TextOrder Text { get; } = text;

    public KnownOps Known { get; } = known;

    /// <summary>The changes whose bytes are kept, by replica and counter.</summary>
    public UpdateDecoder Kept { get; } = new();

    /// <summary>By the replicas' ids, then by counter.</summary>
    public Rows<PackedChange> Changes { get; } = new();

    /// <summary>By change; those of one in order.</summary>
    public Rows<PackedOp> Ops { get; } = new();

    public List<PackedValue> Values { get; } = [];

    /// <summary>Keys and types.</summary>
    public StringColumn Keys { get; init; } = new(default);

    /// <summary>Strings that are values.</summary>
    public StringColumn Strings { get; init; } = new(default);

    /// <summary>How many changes and operations are read at most.</summary>
    public long MostChanges { get; init; }

    public long MostOps { get; init; }
}
