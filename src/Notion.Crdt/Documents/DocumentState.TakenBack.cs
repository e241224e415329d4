namespace Notion.Crdt;

/// <summary>Operations that their authors have taken back, though others had overwritten them by then. It changes nothing that is shown: taking back what overwrote them goes by it (docs/undo.md).</summary>
internal sealed partial class DocumentState
{
    private HashSet<ElementId>? _takenBack;

    public bool IsTakenBack(ElementId operation) => _takenBack is not null && _takenBack.Contains(operation);

    public void NoteTakenBack(ElementId operation, bool isTakenBack)
    {
        bool before = IsTakenBack(operation);
        if (before == isTakenBack) return;
        _journal.Add(new UndoStep { Kind = UndoKind.TakenBackNoted, Element = operation, Length = before ? 1 : 0 });
        SetTakenBack(operation, isTakenBack);
    }

    private void SetTakenBack(ElementId operation, bool isTakenBack)
    {
        if (isTakenBack) (_takenBack ??= []).Add(operation);
        else _takenBack?.Remove(operation);
    }
}
