namespace Notion.Crdt;

/// <summary>Turns the journal of a transaction into what it takes to undo it. Typing on and erasing on extend the record before, so that they cost nothing.</summary>
internal static class UndoCapture
{
    /// <returns>Whether anything was added.</returns>
    public static bool Capture(DocumentState state, int own, List<UndoRecord> records)
    {
        bool any = false;
        ReadOnlySpan<UndoStep> journal = state.Journal;
        int placement = state.Placements.Count, mark = state.Marks.Count;
        foreach (ref readonly UndoStep step in journal)
        {
            if (step.Kind == UndoKind.Placed) placement--;          // those of the transaction are the last of the log
            if (step.Kind == UndoKind.Marked) mark--;
        }
        foreach (ref readonly UndoStep step in journal)
        {
            UndoRecord? made = step.Kind switch
            {
                UndoKind.Placed => OfPlacement(state.Placements.InOrder[placement++], step.Before),
                UndoKind.Marked => new UndoRecord { Kind = UndoRecordKind.Marked, Element = state.Marks[mark++].Stamp.Operation },
                UndoKind.MarkSwitched => new UndoRecord { Kind = UndoRecordKind.MarkSwitched, Element = state.Marks[step.Count].Stamp.Operation, Count = step.Length },
                UndoKind.TakenBackNoted => new UndoRecord { Kind = UndoRecordKind.TakenBackNoted, Element = step.Element, Count = step.Length },
                _ => Record(step, own),
            };
            if (made is not { } record) continue;
            any = true;
            if (!TryExtend(records, record)) records.Add(record);
        }
        return any;
    }

    private static UndoRecord OfPlacement(Placement placement, object? stood) =>
        new() { Kind = UndoRecordKind.Placed, Element = placement.Operation, Subject = placement, Before = stood };

    private static UndoRecord? Record(in UndoStep step, int own)
    {
        var operation = new ElementId(own, step.Count);
        switch (step.Kind)
        {
            case UndoKind.Inserted when step.Length >= 0:
                return new UndoRecord { Kind = UndoRecordKind.Inserted, Element = step.Element, Count = step.Count, Times = 1 };
            case UndoKind.Erased:
                return new UndoRecord { Kind = UndoRecordKind.Erased, Element = step.Element, Count = step.Count, Times = step.Length };
            case UndoKind.Restored:
                return new UndoRecord { Kind = UndoRecordKind.Restored, Element = step.Element, Count = step.Count, Times = step.Length };
            case UndoKind.PropertyAdded or UndoKind.PropertySet:
                return new UndoRecord { Kind = UndoRecordKind.PropertySet, Element = operation, Subject = step.Subject, Before = step.Before, Set = ValueSet(step, operation) };
            case UndoKind.TypeSet:
                return new UndoRecord { Kind = UndoRecordKind.TypeSet, Element = operation, Subject = step.Subject, Before = step.Before, Set = step.Block.TypeStamp.Operation == operation ? (PropertyValue)step.Block.Type : (PropertyValue?)null };
            case UndoKind.SetAdded:
                return new UndoRecord { Kind = UndoRecordKind.AddedToSet, Element = operation, Subject = step.Subject, Before = step.Before };
            case UndoKind.SetRemoved:
                return new UndoRecord { Kind = UndoRecordKind.RemovedFromSet, Element = operation, Subject = step.Subject, Before = step.Before };
            case UndoKind.Incremented:
                return new UndoRecord { Kind = UndoRecordKind.Incremented, Element = operation, Subject = step.Subject, Before = step.Before };
            default:
                return null;                            // part of a step that says it all
        }
    }

    private static PropertyValue? ValueSet(in UndoStep step, ElementId operation)
    {
        string key = step.Before is PropertyRegister register ? register.Key : (string)step.Before!;
        PropertyRegister now = Array.Find(step.Block.Properties, other => other.Key == key);
        return now.Stamp.Operation == operation ? now.Value : null;
    }

    private static bool TryExtend(List<UndoRecord> records, in UndoRecord next)
    {
        if (records.Count == 0) return false;
        ref UndoRecord last = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(records)[^1];
        if (last.Kind != next.Kind) return false;
        switch (next.Kind)
        {
            case UndoRecordKind.Inserted or UndoRecordKind.Erased or UndoRecordKind.Restored:
                if (last.Element.Replica != next.Element.Replica || last.Times != next.Times) return false;
                bool before = next.Element.Counter + next.Count == last.Element.Counter;
                if (!before && last.Element.Counter + last.Count != next.Element.Counter) return false;
                if (before) last.Element = next.Element;
                last.Count += next.Count;
                return true;
            case UndoRecordKind.PropertySet or UndoRecordKind.TypeSet:
                if (last.Subject != next.Subject || next.Before is not PropertyRegister register || KeyOf(last) != register.Key) return false;
                if (new ElementId(register.Stamp.Replica, register.Stamp.Counter) != last.Element) return false;
                last.Element = next.Element;
                last.Set = next.Set;
                return true;
            default:
                return false;
        }
    }

    private static string KeyOf(in UndoRecord record) => record.Before is PropertyRegister register ? register.Key : (string)record.Before!;
}
