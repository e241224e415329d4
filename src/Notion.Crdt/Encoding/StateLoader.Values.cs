namespace Notion.Crdt;

/// <summary>The column of concurrent values, sets and counters.</summary>
internal sealed partial class StateLoader
{
    private void ReadValues(ref ColumnReader column)
    {
        if (column.AtEnd) return;
        int before = 0;
        for (int left = column.ReadCount(); left > 0; left--)
        {
            BlockNode block = Block(ref column);
            for (int keys = column.ReadCount(); keys > 0; keys--)
            {
                string key = RequiredName(ref column);
                var losing = new PropertyRegister[column.ReadCount()];
                for (int i = 0; i < losing.Length; i++)
                    losing[i] = new PropertyRegister { Key = key, Stamp = ReadStamp(ref column, ref before), Value = ReadValue(ref column) };
                if (key.Length == 0 && Array.Exists(losing, type => type.Value.Kind != PropertyKind.String)) throw SnapshotReader.Malformed("a type is no string");
                state.Values.SetLosing(block, key, losing);
            }
            for (int keys = column.ReadCount(); keys > 0; keys--)
            {
                string key = RequiredName(ref column);
                for (int members = column.ReadCount(); members > 0; members--) ReadMember(ref column, block, key, ref before);
            }
            for (int keys = column.ReadCount(); keys > 0; keys--)
            {
                string key = RequiredName(ref column);
                state.Values.Increment(block, key, column.ReadSigned());
            }
            if (state.Values.Count > limits.MaxValues)
                throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has more than {limits.MaxValues} members of sets and counters. Raise DecodeLimits.MaxValues if that is meant.");
        }
        if (!column.AtEnd) throw SnapshotReader.Malformed("its column of values is too long");
    }

    private void ReadMember(ref ColumnReader column, BlockNode block, string key, ref int before)
    {
        PropertyValue value = ReadValue(ref column);
        if (value.Kind == PropertyKind.Null) throw SnapshotReader.Malformed("a member of a set is no value");
        var adds = new Stamp[column.ReadCount()];
        for (int i = 0; i < adds.Length; i++) adds[i] = ReadStamp(ref column, ref before);
        state.Values.SetAdds(block, key, value, adds);
    }
}
