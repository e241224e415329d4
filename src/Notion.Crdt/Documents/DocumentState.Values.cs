namespace Notion.Crdt;

/// <summary>Properties, types, sets and counters: setting them, and taking that back.</summary>
internal sealed partial class DocumentState
{
    public void SetProperty(BlockNode block, string key, PropertyValue value, Stamp stamp)
    {
        var made = new PropertyRegister { Key = key, Value = value, Stamp = stamp };
        int at = Array.FindIndex(block.Properties, register => register.Key == key);
        if (at < 0)
        {
            at = block.Properties.Length;
            Array.Resize(ref block.Properties, at + 1);
            block.Properties[at] = made;
            _journal.Add(new UndoStep { Kind = UndoKind.PropertyAdded, Subject = block, Before = key, Count = stamp.Counter });
        }
        else
        {
            PropertyRegister current = block.Properties[at], winner = Decide(block, key, current, made);
            if (winner.Stamp != current.Stamp)
            {
                _journal.Add(new UndoStep { Kind = UndoKind.PropertySet, Subject = block, Before = current, Count = stamp.Counter });
                block.Properties[at] = winner;
            }
        }
        Tracker?.PropertySet(block, key);
    }

    public void SetType(BlockNode block, string type, Stamp stamp)
    {
        var current = new PropertyRegister { Key = BlockValues.TypeKey, Value = block.Type, Stamp = block.TypeStamp };
        PropertyRegister winner = Decide(block, BlockValues.TypeKey, current, current with { Value = type, Stamp = stamp });
        if (winner.Stamp != current.Stamp)
        {
            _journal.Add(new UndoStep { Kind = UndoKind.TypeSet, Subject = block, Before = current, Count = stamp.Counter });
            block.Type = winner.Value.AsString();
            block.TypeStamp = winner.Stamp;
        }
        Tracker?.PropertySet(block, DocumentChangedEventArgs.TypeKey);
    }

    public void AddToSet(BlockNode block, string key, PropertyValue value, Stamp stamp)
    {
        Stamp[] before = Values.Adds(block, key, value);
        SetAdds(block, key, value, before, [.. Values.Unseen(before, stamp), stamp], stamp, UndoKind.SetAdded);
    }

    public void RemoveFromSet(BlockNode block, string key, PropertyValue value, Stamp stamp)
    {
        Stamp[] before = Values.Adds(block, key, value), after = Values.Unseen(before, stamp);
        if (after.Length < before.Length) SetAdds(block, key, value, before, after, stamp, UndoKind.SetRemoved);
    }

    public void Increment(BlockNode block, string key, long amount)
    {
        _journal.Add(new UndoStep { Kind = UndoKind.Incremented, Subject = block, Before = new AmountBefore(key, amount) });
        Values.Increment(block, key, amount);
        Tracker?.PropertySet(block, key);
    }

    private PropertyRegister Decide(BlockNode block, string key, PropertyRegister current, PropertyRegister made)
    {
        PropertyRegister[] before = Values.Losing(block, key);
        (PropertyRegister winner, PropertyRegister[] losing) = Values.Decide(current, before, made);
        Archive.Keep(block, current);
        foreach (PropertyRegister other in before) Archive.Keep(block, other);
        if (before.Length + losing.Length == 0) return winner;
        _journal.Add(new UndoStep { Kind = UndoKind.LosingSet, Subject = block, Before = new LosingBefore(key, before) });
        Values.SetLosing(block, key, losing);
        return winner;
    }

    private void SetAdds(BlockNode block, string key, PropertyValue value, Stamp[] before, Stamp[] after, Stamp stamp, UndoKind kind)
    {
        _journal.Add(new UndoStep { Kind = kind, Subject = block, Before = new AddsBefore(key, value, before), Count = stamp.Counter });
        Values.SetAdds(block, key, value, after);
        Tracker?.PropertySet(block, key);
    }

    private void TakeBackValue(in UndoStep step)
    {
        BlockNode block = step.Block;
        switch (step.Kind)
        {
            case UndoKind.PropertyAdded:
                block.Properties = block.Properties[..^1];
                break;
            case UndoKind.PropertySet:
                var register = (PropertyRegister)step.Before!;
                block.Properties[Array.FindIndex(block.Properties, other => other.Key == register.Key)] = register;
                break;
            case UndoKind.TypeSet:
                var type = (PropertyRegister)step.Before!;
                block.Type = type.Value.AsString();
                block.TypeStamp = type.Stamp;
                break;
            case UndoKind.LosingSet:
                var losing = (LosingBefore)step.Before!;
                Values.SetLosing(block, losing.Key, losing.Registers);
                break;
            case UndoKind.SetAdded or UndoKind.SetRemoved:
                var adds = (AddsBefore)step.Before!;
                Values.SetAdds(block, adds.Key, adds.Value, adds.Adds);
                break;
            default:
                var amount = (AmountBefore)step.Before!;
                Values.Increment(block, amount.Key, unchecked(-amount.Amount));
                break;
        }
    }

    private sealed record LosingBefore(string Key, PropertyRegister[] Registers);

    internal sealed record AddsBefore(string Key, PropertyValue Value, Stamp[] Adds);

    internal sealed record AmountBefore(string Key, long Amount);
}
