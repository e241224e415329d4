namespace Notion.Crdt;

/// <summary>Who did something.</summary>
/// <param name="Operation">The operation that did it.</param>
/// <param name="Time">Its timestamp; null where compaction has left none.</param>
/// <param name="Author">Who did it, where the change names an author and compaction has left it.</param>
public readonly record struct Attribution(OpId Operation, HlcTimestamp? Time, string? Author);
