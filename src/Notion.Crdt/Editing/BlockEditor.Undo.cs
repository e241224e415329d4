namespace Notion.Crdt;

/// <summary>
/// Takes back what one record of a history says: a new operation on the document as it is now, which leaves alone what others did since.
/// Each method says whether what is shown changed. docs/undo.md has the rules.
/// </summary>
internal sealed partial class BlockEditor
{
    public bool TakeBack(in UndoRecord record, RenewedOperations renewed, bool isRedo, bool overwritesOthers)
    {
        switch (record.Kind)
        {
            case UndoRecordKind.Inserted or UndoRecordKind.Restored: return EraseAgain(record);
            case UndoRecordKind.Erased: return Unerase(record);
            case UndoRecordKind.PropertySet: return ResetProperty(record, renewed, isRedo, overwritesOthers);
            case UndoRecordKind.TypeSet: return ResetType(record, renewed, isRedo, overwritesOthers);
            case UndoRecordKind.AddedToSet: return TakeOutOfSet(record, renewed, isRedo);
            case UndoRecordKind.RemovedFromSet: return PutBackIntoSet(record, renewed);
            case UndoRecordKind.Incremented: return Decrement(record);
            case UndoRecordKind.Marked: return SwitchMarkBack(record.Element, active: false);
            case UndoRecordKind.TakenBackNoted: return NoteTakenBack(record.Element, isTakenBack: record.Count == 1);
            case UndoRecordKind.MarkSwitched: return SwitchMarkBack(record.Element, active: record.Count == 1);
            default: return PlaceBack(record, renewed, isRedo);
        }
    }

    /// <summary>Erases what was inserted, also what others erased since: so it stays away when they take that back, and comes back when the insert is redone, too.</summary>
    private bool EraseAgain(in UndoRecord record)
    {
        _writer.Erase(record.Element, record.Count, record.Times);
        return _state.AddErasures(record.Element, record.Count, record.Times) && IsShown(record.Element);
    }

    private bool Unerase(in UndoRecord record)
    {
        _writer.Restore(record.Element, record.Count, record.Times);
        return _state.AddErasures(record.Element, record.Count, -record.Times) && IsShown(record.Element);
    }

    private bool IsShown(ElementId element) => !Arrangement.IsTrashed(Arrangement.RegionOwner(_state.Sequences.FindSpan(element)));

    private bool ResetProperty(in UndoRecord record, RenewedOperations renewed, bool isRedo, bool overwritesOthers)
    {
        BlockNode block = record.Block;
        string key = record.Before is PropertyRegister known ? known.Key : (string)record.Before!;
        PropertyRegister current = Array.Find(block.Properties, register => register.Key == key);
        if (!overwritesOthers && !IsInEffect(record, current, renewed)) return NoteTakenBack(record.Element, renewed, isRedo, ofPlace: false);
        PropertyRegister? before = WithoutIt(block, key, current, record);
        int counter = _writer.SetProperty(block, key, before?.Value ?? PropertyValue.Null);
        _state.SetProperty(block, key, before?.Value ?? PropertyValue.Null, StampOf(counter));
        if (before is { } register) renewed.Renew(register.Stamp.Operation, StampOf(counter).Operation, ofPlace: false, current.Stamp.Operation);
        return current.Value != (before?.Value ?? PropertyValue.Null) && !Arrangement.IsTrashed(block);
    }

    private bool ResetType(in UndoRecord record, RenewedOperations renewed, bool isRedo, bool overwritesOthers)
    {
        BlockNode block = record.Block;
        var current = new PropertyRegister { Key = BlockValues.TypeKey, Value = block.Type, Stamp = block.TypeStamp };
        if (!overwritesOthers && !IsInEffect(record, current, renewed)) return NoteTakenBack(record.Element, renewed, isRedo, ofPlace: false);
        PropertyRegister before = WithoutIt(block, BlockValues.TypeKey, current, record)!.Value;
        int counter = _writer.SetType(block, before.Value.AsString());
        _state.SetType(block, before.Value.AsString(), StampOf(counter));
        renewed.Renew(before.Stamp.Operation, StampOf(counter).Operation, ofPlace: false, current.Stamp.Operation);
        return current.Value != before.Value && !Arrangement.IsTrashed(block);
    }

    /// <summary>Whether the register still has what was set: by the operation, by one that stands for it, or by somebody who had seen it and set the same.</summary>
    private bool IsInEffect(in UndoRecord record, PropertyRegister current, RenewedOperations renewed) =>
        current.Stamp.Operation == renewed.Current(record.Element, ofPlace: false)
        || (record.Set is PropertyValue set && current.Key is not null && set == current.Value && current.Stamp.Replica != _own.Index && _state.Replicas.Saw(current.Stamp, Own(record.Element)));

    /// <summary>The register as it would be without the operation: what somebody else wrote at the same time, else what was there before, but for what was taken back.</summary>
    private PropertyRegister? WithoutIt(BlockNode block, string key, PropertyRegister current, in UndoRecord record)
    {
        if (current.Stamp.Replica == _own.Index)
        {
            foreach (PropertyRegister other in _state.Values.Losing(block, key))
                if (!_state.IsTakenBack(other.Stamp.Operation)) return other;
        }
        var before = record.Before as PropertyRegister?;
        return before is { } register && _state.IsTakenBack(register.Stamp.Operation) ? EarlierValues.Before(_state, block, key, register) : before;
    }

    private static Stamp Own(ElementId operation) => new(default, operation.Replica, operation.Counter);

    /// <summary>Others have overwritten it, so nothing changes; but when they take that back, what it had done is not to come back.</summary>
    private bool NoteTakenBack(ElementId operation, RenewedOperations renewed, bool isRedo, bool ofPlace)
    {
        if (isRedo) return false;
        foreach (ElementId taken in renewed.All(operation, ofPlace)) NoteTakenBack(taken, isTakenBack: true);
        return false;
    }

    private bool NoteTakenBack(ElementId operation, bool isTakenBack)
    {
        if (operation.Replica != _own.Index || _state.IsTakenBack(operation) == isTakenBack) return false;
        _writer.Switch(operation, !isTakenBack);
        _state.NoteTakenBack(operation, isTakenBack);
        return false;
    }

    private bool TakeOutOfSet(in UndoRecord record, RenewedOperations renewed, bool isRedo)
    {
        var set = (DocumentState.AddsBefore)record.Before!;
        Stamp[] adds = _state.Values.Adds(record.Block, set.Key, set.Value);
        if (adds.Length == 0) return NoteTakenBack(record.Element, renewed, isRedo, ofPlace: false);
        if (adds.Length != 1 || adds[0].Operation != renewed.Current(record.Element, ofPlace: false)) return false;     // others added it, too
        _state.RemoveFromSet(record.Block, set.Key, set.Value, StampOf(_writer.ChangeSet(OpKind.RemoveFromSet, record.Block, set.Key, set.Value)));
        return !Arrangement.IsTrashed(record.Block);
    }

    private bool PutBackIntoSet(in UndoRecord record, RenewedOperations renewed)
    {
        var set = (DocumentState.AddsBefore)record.Before!;
        if (_state.Values.Adds(record.Block, set.Key, set.Value).Length > 0 || Array.TrueForAll(set.Adds, add => _state.IsTakenBack(add.Operation))) return false;
        Stamp stamp = StampOf(_writer.ChangeSet(OpKind.AddToSet, record.Block, set.Key, set.Value));
        _state.AddToSet(record.Block, set.Key, set.Value, stamp);
        if (set.Adds.Length == 1) renewed.Renew(set.Adds[0].Operation, stamp.Operation, ofPlace: false, record.Element);
        return !Arrangement.IsTrashed(record.Block);
    }

    /// <summary>Off, what lies beneath the mark shows again; what others marked over it shows on.</summary>
    private bool SwitchMarkBack(ElementId operation, bool active)
    {
        int mark = _state.Marks.Find(operation);
        if (_state.Marks[mark].IsOff == !active) return false;
        SwitchMark(operation, active);
        MarkAnchor start = _state.Marks[mark].Start;
        return !Arrangement.IsTrashed(Arrangement.RegionAt(_state.Sequences.FindSpan(start.Element)));
    }

    private bool Decrement(in UndoRecord record)
    {
        var counter = (DocumentState.AmountBefore)record.Before!;
        long amount = unchecked(-counter.Amount);
        _writer.Increment(record.Block, counter.Key, amount);
        _state.Increment(record.Block, counter.Key, amount);
        return !Arrangement.IsTrashed(record.Block);
    }
}
