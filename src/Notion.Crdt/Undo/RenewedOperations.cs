namespace Notion.Crdt;

/// <summary>
/// Which operation stands for which. Setting a value back writes it anew: that operation then stands for the one that set the value first, so that an earlier entry
/// of the history still finds its work in effect, and knows it from what others wrote in between.
/// </summary>
/// <remarks>A creation is the first operation of two registers, the block's place and its type; so what stands for what is kept for each of the two kinds.</remarks>
internal sealed class RenewedOperations
{
    private const int FewEnough = 64;

    private readonly Dictionary<(ElementId Operation, bool OfPlace), ElementId> _renewals = [];
    private readonly Dictionary<ElementId, ElementId> _tookBack = [];       // what an operation that renewed another took back by that
    private readonly Dictionary<ElementId, Placement> _redone = [];
    private readonly List<(ElementId Operation, bool OfPlace)> _uncommitted = [];
    private readonly List<ElementId> _uncommittedRedone = [];

    /// <summary>The operation that stands for one now: itself, or the last by which it was renewed.</summary>
    public ElementId Current(ElementId operation, bool ofPlace)
    {
        while (_renewals.TryGetValue((operation, ofPlace), out ElementId newer)) operation = newer;
        return operation;
    }

    /// <param name="operation">The operation that counts again.</param>
    /// <param name="by">The one that stands for it from now on.</param>
    /// <param name="ofPlace">Of which register.</param>
    /// <param name="tookBack">What that one took back.</param>
    public void Renew(ElementId operation, ElementId by, bool ofPlace, ElementId tookBack)
    {
        operation = Current(operation, ofPlace);
        if (operation == by) return;
        _uncommitted.Add((operation, ofPlace));
        _renewals.Add((operation, ofPlace), by);
        _tookBack[by] = tookBack;
    }

    /// <summary>An operation, all that stood for it, and what they took back: whatever a register went through since, by this history's doing.</summary>
    public HashSet<ElementId> All(ElementId operation, bool ofPlace)
    {
        HashSet<ElementId> all = [];
        var open = new Stack<ElementId>([operation]);
        while (open.TryPop(out ElementId at))
        {
            if (!all.Add(at)) continue;
            if (_renewals.TryGetValue((at, ofPlace), out ElementId newer)) open.Push(newer);
            if (_tookBack.TryGetValue(at, out ElementId taken)) open.Push(taken);
        }
        return all;
    }

    /// <summary>The placement that a person made where this one is its redo: itself, if it is none.</summary>
    public Placement First(Placement placement)
    {
        while (_redone.TryGetValue(placement.Operation, out Placement? earlier)) placement = earlier;
        return placement;
    }

    /// <summary>Notes that a placement does another again.</summary>
    public void NoteRedone(Placement placement, Placement again)
    {
        _uncommittedRedone.Add(again.Operation);
        _redone.Add(again.Operation, First(placement));
    }

    public void Commit()
    {
        _uncommitted.Clear();
        _uncommittedRedone.Clear();
    }

    public void Rollback()
    {
        foreach ((ElementId Operation, bool OfPlace) renewed in _uncommitted)
            if (_renewals.Remove(renewed, out ElementId by)) _tookBack.Remove(by);
        foreach (ElementId redone in _uncommittedRedone) _redone.Remove(redone);
        Commit();
    }

    /// <summary>Forgets what no record asks for any more, where that is worth the look.</summary>
    public void Trim(List<UndoEntry> undo, List<UndoEntry> redo)
    {
        if (_renewals.Count + _redone.Count < Math.Max(FewEnough, 4 * (undo.Count + redo.Count))) return;
        var kept = new Dictionary<(ElementId Operation, bool OfPlace), ElementId>();
        var keptRedone = new Dictionary<ElementId, Placement>();
        foreach (UndoRecord record in undo.Concat(redo).SelectMany(entry => entry.Records))
        {
            if (record.Kind < UndoRecordKind.PropertySet) continue;
            bool ofPlace = record.Kind == UndoRecordKind.Placed;
            ElementId current = Current(record.Element, ofPlace);
            if (current != record.Element) kept[(record.Element, ofPlace)] = current;
            if (ofPlace && First(record.Placement) is var first && first != record.Placement) keptRedone[record.Element] = first;
        }
        _redone.Clear();
        foreach ((ElementId redone, Placement first) in keptRedone) _redone.Add(redone, first);
        _renewals.Clear();
        _tookBack.Clear();
        foreach (((ElementId Operation, bool OfPlace) renewed, ElementId by) in kept) _renewals.Add(renewed, by);
    }

    public void Clear()
    {
        _renewals.Clear();
        _tookBack.Clear();
        _redone.Clear();
        Commit();
    }
}
