namespace Notion.Crdt;

/// <summary>What an <see cref="UndoHistory"/> keeps, and how it groups it.</summary>
public sealed record UndoHistoryOptions
{
    /// <summary>All authors, groups of 500 ms, 1,000 entries.</summary>
    public static UndoHistoryOptions Default { get; } = new();

    /// <summary>A transaction that is committed within this time after the last one of the same author becomes part of its entry. Zero: each is an entry of
    /// its own. Default 500 ms; not negative.</summary>
    public TimeSpan GroupingInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many entries are kept to undo; the oldest are forgotten. Default 1,000; at least 1.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>Whose transactions are tracked, as given to <see cref="Document.Begin"/>, the empty string for those of nobody. Default null: everybody's who edits
    /// this document object.</summary>
    public IReadOnlySet<string>? Authors { get; init; }

    /// <summary>Whether a property or type that somebody else has set since is set back all the same. Default false: what others did since stays.</summary>
    public bool OverwritesOthers { get; init; }
}
