namespace Notion.Crdt;

/// <summary>Operations on sets and counters.</summary>
internal readonly ref partial struct OpApplier
{
    private void ChangeValue(in DecodedOp op)
    {
        BlockNode block = Block(op.Target, op.Counter);
        string key = Name(op.Text);
        if (op.Kind != OpKind.RemoveFromSet && state.Values.Count >= limits.MaxValues)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The document would have more than {limits.MaxValues} members of sets and counters. Raise DecodeLimits.MaxValues if that is meant.");
        switch (op.Kind)
        {
            case OpKind.AddToSet: state.AddToSet(block, key, op.Value, StampOf(op)); break;
            case OpKind.RemoveFromSet: state.RemoveFromSet(block, key, op.Value, StampOf(op)); break;
            default: state.Increment(block, key, op.Value.AsInteger()); break;
        }
    }
}
