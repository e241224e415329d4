namespace Notion.Crdt;

/// <summary>Marking, switching marks off and on, and taking that back.</summary>
internal sealed partial class DocumentState
{
    public MarkTable Marks { get; }

    /// <summary>Marks what lies between two anchors that are known to be a range.</summary>
    public void AddMark(Stamp stamp, MarkAnchor start, MarkAnchor end, MarkKey key, PropertyValue value)
    {
        Tracker?.TouchMarked(start, end);
        Marks.Add(stamp, start, end, key, value);
        _journal.Add(new UndoStep { Kind = UndoKind.Marked });
    }

    /// <summary>Switches a mark off or on again: of several switches the one with the greatest stamp counts.</summary>
    public void SwitchMark(int mark, bool active, Stamp stamp)
    {
        ref Mark item = ref Marks[mark];
        if (Replicas.Compare(stamp, item.Switched) < 0) return;
        if (item.IsOff == active) Tracker?.TouchMarked(item.Start, item.End);
        _journal.Add(new UndoStep
        {
            Kind = UndoKind.MarkSwitched,
            Count = mark,
            Length = item.IsOff ? 0 : 1,
            Time = item.Switched.Time,
            Element = new ElementId(item.Switched.Replica, item.Switched.Counter),
        });
        item.IsOff = !active;
        item.Switched = stamp;
    }

    private void TakeBackMark(in UndoStep step)
    {
        if (step.Kind == UndoKind.Marked)
        {
            Marks.RemoveLast();
            return;
        }
        ref Mark item = ref Marks[step.Count];
        item.IsOff = step.Length == 0;
        item.Switched = new Stamp(step.Time, step.Element.Replica, step.Element.Counter);
    }
}
