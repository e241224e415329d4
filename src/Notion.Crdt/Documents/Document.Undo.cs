namespace Notion.Crdt;

/// <summary>The histories that follow this document's transactions.</summary>
public sealed partial class Document
{
    private UndoHistory[] _histories = [];              // never changed in place: a listener may dispose one

    internal TimeProvider Time => _options.TimeProvider;

    internal int OwnIndex => Own.Index;

    internal void Attach(UndoHistory history) => _histories = [.. _histories, history];

    internal void Detach(UndoHistory history) => _histories = Array.FindAll(_histories, other => other != history);

    private void CaptureForUndo()
    {
        foreach (UndoHistory history in _histories) history.Capture(_transactionAuthor);
    }

    private void TellHistories()
    {
        foreach (UndoHistory history in _histories) history.Tell();
    }
}
