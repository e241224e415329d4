namespace Notion.Crdt;

/// <summary>What one <see cref="UndoHistory.Undo"/> takes back: one or more transactions of one author, grouped by time or by <see cref="UndoHistory.Group"/>.</summary>
/// <remarks>As thread-safe as its document.</remarks>
public sealed class UndoEntry
{
    internal UndoEntry(string? author, DateTimeOffset time)
    {
        Author = author;
        Time = time;
    }

    /// <summary>Whose work it is; null for nobody's. Undoing and redoing it is done under the same name.</summary>
    public string? Author { get; }

    /// <summary>When its last transaction was committed, by the document's clock.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>The selection before it, where <see cref="UndoHistory.Selection"/> was kept up to date: what undoing it brings back.</summary>
    public TextSelection? SelectionBefore { get; internal set; }

    /// <summary>The selection after it: what redoing it brings back.</summary>
    public TextSelection? SelectionAfter { get; internal set; }

    /// <summary>Anything that the application wants to find again when the entry is undone or redone. It stays with the entry from one to the other.</summary>
    public object? Metadata { get; set; }

    internal List<UndoRecord> Records { get; } = [];
}
