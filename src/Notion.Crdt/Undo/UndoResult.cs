namespace Notion.Crdt;

/// <summary>What an undo or redo did.</summary>
/// <param name="Changed">Whether it changed what is shown.</param>
/// <param name="Entry">The entry that was taken back; null where there was none.</param>
/// <param name="Update">The change, for other replicas; empty where none was made.</param>
/// <param name="Selection">The selection that belongs to it, where it is now; null where none was kept.</param>
public readonly record struct UndoResult(bool Changed, UndoEntry? Entry, ReadOnlyMemory<byte> Update, SelectionPosition? Selection);
