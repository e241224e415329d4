namespace Notion.Crdt;

/// <summary>What a register had before a value that was taken back. Registers do not keep that: the history tells it.</summary>
/// <remarks>O(h) for the h changes that this document object has seen, which is asked for only where several people undo what they did to one register. What was in the snapshot that it was opened from is not looked at.</remarks>
internal static class EarlierValues
{
    /// <summary>The last value before, of those that are not taken back; null for none. Where the history does not go back that far, the one that was taken back.</summary>
    public static PropertyRegister? Before(DocumentState state, BlockNode block, string key, PropertyRegister register)
    {
        bool isType = key == BlockValues.TypeKey;
        var decoder = new UpdateDecoder();
        PropertyRegister? best = null;
        foreach ((int replica, int change) in state.History)
        {
            ChangeList changes = state.Replicas[replica].Changes;
            HlcTimestamp time = changes.Time(change);
            if (time > register.Stamp.Time || (best is { } found && time < found.Stamp.Time)) continue;
            ReadOnlySpan<byte> update = changes.Update(change).Span;
            decoder.Decode(update);
            foreach (DecodedOp op in decoder.Ops)
            {
                var stamp = new Stamp(time, replica, op.Counter);
                if (!IsOf(op, stamp) || state.IsTakenBack(stamp.Operation) || state.Replicas.Compare(stamp, register.Stamp) >= 0) continue;
                if (best is { } other && state.Replicas.Compare(stamp, other.Stamp) < 0) continue;
                string text = System.Text.Encoding.UTF8.GetString(update[op.Text]);
                if (isType || text == key) best = new PropertyRegister { Key = key, Value = isType ? text : op.Value, Stamp = stamp };
            }
        }
        return best ?? (state.Archive.Count > 0 || isType ? register : null);

        bool IsOf(in DecodedOp op, Stamp stamp)
        {
            if (op.Kind is OpKind.Create or OpKind.Split) return isType && stamp.Operation == block.Created.Operation;
            if (op.Kind != (isType ? OpKind.SetType : OpKind.SetProperty)) return false;
            if (!op.Target.IsOperation) return op.Target == Ref.Root && block == state.Blocks.Root;
            return state.Replicas.Find(op.Target.Replica) is { } made && new ElementId(made.Index, op.Target.Counter) == block.Created.Operation;
        }
    }
}
