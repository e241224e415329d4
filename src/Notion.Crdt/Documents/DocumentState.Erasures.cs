using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Erasing and restoring: both only count, so that they commute. What two people erased comes back when both take it back.</summary>
internal sealed partial class DocumentState
{
    /// <summary>What the characters' counts add to what their spans say.</summary>
    public ErasureCounts Erasures { get; } = new();

    /// <summary>The erased characters that came with a snapshot, as long as nobody needed one of them.</summary>
    public ErasedText? ErasedText { get; set; }

    /// <summary>Must be called before erased characters are read or shown.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>: the snapshot was not what its checksum was made of by this library.</exception>
    public void RequireErasedText()
    {
        ErasedText?.Unpack();
        ErasedText = null;
    }

    /// <summary>Counts so many erasures more, or fewer where negative, for consecutive characters, and shows or hides those for which that decides it.</summary>
    /// <returns>Whether it changed which are shown.</returns>
    public bool AddErasures(ElementId first, int count, int change)
    {
        if (change < 0) RequireErasedText();
        NoteErasures(change > 0 ? UndoKind.Erased : UndoKind.Restored, first, count, Math.Abs(change));
        return ChangeErasures(first, count, change, Tracker);
    }

    /// <summary>Counts so many erasures more for shown characters that differ from their span alike, and so hides them. The caller tells the tracker.</summary>
    public void Hide(int span, int from, int to, int times)
    {
        ref Span item = ref Sequences.Tree[span];
        var first = new ElementId(item.Replica, item.Counter + from);
        NoteErasures(UndoKind.Erased, first, to - from, times);
        if (Erasures.IsEmpty) Sequences.SetDeleted(span, from, to, deleted: true);
        else ChangeErasures(first, to - from, times, tracker: null);
    }

    private bool ChangeErasures(ElementId first, int count, int change, ChangeTracker? tracker)
    {
        bool visible = false;
        for (int counter = first.Counter, end = first.Counter + count; counter < end;)
        {
            int span = Sequences.FindSpan(first with { Counter = counter });
            ref Span item = ref Sequences.Tree[span];
            (long extra, int until) = Erasures.IsEmpty ? (0, int.MaxValue) : Erasures.At(first.Replica, counter);
            int stop = Math.Min(Math.Min(end, until), item.End), from = counter - item.Counter, to = stop - item.Counter;
            long now = extra + (item.Deleted ? 1 : 0) + change;
            bool hidden = now > 0;
            long left = hidden ? now - 1 : now;
            if (left != extra) Erasures.Set(first.Replica, counter, stop, left);
            if (hidden != item.Deleted)
            {
                if (tracker is not null && IsInField(first with { Counter = counter })) tracker.TouchFieldAt(first with { Counter = counter });
                if (hidden) tracker?.SplicedAt(span, from, to, inserted: false);
                span = Sequences.SetDeleted(span, from, to, hidden);
                from = counter - Sequences.Tree[span].Counter;
                if (!hidden) tracker?.SplicedAt(span, from, from + stop - counter, inserted: true);
                visible = true;
            }
            counter = stop;
        }
        return visible;
    }

    private void NoteErasures(UndoKind kind, ElementId first, int count, int times)
    {
        if (_journal.Count > 0)
        {
            ref UndoStep last = ref CollectionsMarshal.AsSpan(_journal)[^1];
            if (last.Kind == kind && last.Length == times && last.Element.Replica == first.Replica)
            {
                bool before = first.Counter + count == last.Element.Counter;
                if (before) last.Element = first;
                if (before || first.Counter == last.Element.Counter + last.Count)
                {
                    last.Count += count;
                    return;
                }
            }
        }
        ref UndoStep step = ref Note(kind);
        (step.Element, step.Count, step.Length) = (first, count, times);
    }
}
