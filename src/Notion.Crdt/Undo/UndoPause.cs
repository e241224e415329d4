namespace Notion.Crdt;

/// <summary>While it is open, nothing is tracked: <c>using (history.Pause()) { … }</c>.</summary>
public readonly ref struct UndoPause : IDisposable
{
    private readonly UndoHistory? _history;

    internal UndoPause(UndoHistory history) => _history = history;

    /// <summary>Goes on tracking. Dispose once.</summary>
    public void Dispose() => _history?.EndPause();
}
