namespace Notion.Crdt;

/// <summary>While it is open, all that is tracked becomes one entry: <c>using (history.Group()) { … }</c>.</summary>
public readonly ref struct UndoGroup : IDisposable
{
    private readonly UndoHistory? _history;

    internal UndoGroup(UndoHistory history) => _history = history;

    /// <summary>Closes the group. Dispose once.</summary>
    public void Dispose() => _history?.EndGroup();
}
