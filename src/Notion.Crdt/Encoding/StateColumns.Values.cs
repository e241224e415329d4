namespace Notion.Crdt;

/// <summary>The column of concurrent values, sets and counters.</summary>
internal sealed partial class StateColumns
{
    private ColumnWriter WriteValues()
    {
        var column = new ColumnWriter();
        var owners = new List<(BlockNode Block, BlockValues Values)>();
        foreach (BlockNode block in new[] { _state.Blocks.Root }.Concat(_blocks))
            if (_state.Values.Find(block) is { } values) owners.Add((block, values));
        if (owners.Count == 0) return column;
        column.Write(owners.Count);
        int before = 0;
        foreach ((BlockNode block, BlockValues values) in owners)
        {
            column.Write(_blockNumbers[block.Index]);
            column.Write(values.Losing.Count);
            foreach ((string key, PropertyRegister[] losing) in values.Losing.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                WriteName(ref column, key);
                column.Write(losing.Length);
                foreach (PropertyRegister register in losing)
                {
                    WriteStamp(ref column, register.Stamp, ref before);
                    WriteValue(ref column, register.Value);
                }
            }
            column.Write(values.Sets.Count);
            foreach ((string key, Dictionary<PropertyValue, Stamp[]> members) in values.Sets.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                WriteName(ref column, key);
                WriteMembers(ref column, members, ref before);
            }
            column.Write(values.Counters.Count);
            foreach ((string key, long sum) in values.Counters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                WriteName(ref column, key);
                column.WriteSigned(sum);
            }
        }
        return column;
    }

    private void WriteMembers(ref ColumnWriter column, Dictionary<PropertyValue, Stamp[]> members, ref int before)
    {
        column.Write(members.Count);
        foreach ((PropertyValue value, Stamp[] adds) in members.OrderBy(entry => entry.Key))
        {
            WriteValue(ref column, value);
            column.Write(adds.Length);
            foreach (Stamp add in adds.Order(Comparer<Stamp>.Create(_state.Replicas.Compare))) WriteStamp(ref column, add, ref before);
        }
    }

    private void WriteValue(ref ColumnWriter column, PropertyValue value)
    {
        column.Write((int)value.Kind);
        switch (value.Kind)
        {
            case PropertyKind.Boolean: column.Write(value.AsBoolean() ? 1 : 0); break;
            case PropertyKind.Integer: column.WriteSigned(value.AsInteger()); break;
            case PropertyKind.Number: column.Write(BitConverter.DoubleToUInt64Bits(value.AsNumber())); break;
            case PropertyKind.String: WriteName(ref column, value.AsString()); break;
        }
    }
}
