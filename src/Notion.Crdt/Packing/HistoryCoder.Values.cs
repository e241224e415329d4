using System.Numerics;

namespace Notion.Crdt;

/// <summary>Values that were overwritten since, members of sets, amounts; switches of marks.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private readonly BitModel[] _sameBlock = new BitModel[1];
    private readonly BitModel[] _kinds = new BitModel[8 * 8];
    private readonly BitModel[] _truth = new BitModel[2];
    private readonly NumberModel _integers = new(), _amounts = new(), _keys = new(), _strings = new();

    private void CodeValue(ref PackedOp op, ref Writer writer, BlockNode? made)
    {
        PackedValue value = op.Value > 0 ? history.Values[op.Value - 1] : default;
        BlockNode block = made ?? CodeBlock(value.Block, ref writer);
        bool isType = op.Kind is OpKind.SetType or OpKind.Create or OpKind.Split;
        string key = isType ? BlockValues.TypeKey : CodeString(history.Keys, _keys, value.Key);
        PropertyValue coded = isType ? CodeString(history.Keys, _keys, _reads ? null : value.Value.AsString())
            : op.Kind == OpKind.Increment ? _amounts.CodeSigned(ref _coder, _reads ? 0 : value.Value.AsInteger())
            : CodeValue(value.Value, op.Kind == OpKind.SetProperty ? 0 : 4);
        if (!_reads) return;
        history.Values.Add(new PackedValue(block, key, coded));
        op.Value = history.Values.Count;
    }

    private BlockNode CodeBlock(BlockNode? block, ref Writer writer)
    {
        List<BlockNode> blocks = history.Scope.Blocks;
        int number = block is null || block == _state.Blocks.Root ? 0 : history.Scope.NumberOf(block);
        if (!Code(ref _sameBlock[0], number == writer.Block)) writer.Block = (int)CodePlain((uint)number, BitOperations.Log2((uint)blocks.Count + 1) + 1);
        if (writer.Block > blocks.Count) throw Unreadable();
        return writer.Block == 0 ? _state.Blocks.Root : blocks[writer.Block - 1];
    }

    private PropertyValue CodeValue(PropertyValue value, int context)
    {
        int node = 1, kind = (int)value.Kind;
        for (int i = 2; i >= 0; i--) node = (node << 1) | _coder.Code(ref _kinds[(context << 3) | node], (kind >> i) & 1);
        switch ((PropertyKind)(node & 7))
        {
            case PropertyKind.Null:
                return PropertyValue.Null;
            case PropertyKind.Boolean:
                return Code(ref _truth[0], !_reads && value.AsBoolean());
            case PropertyKind.Integer:
                return _integers.CodeSigned(ref _coder, _reads ? 0 : value.AsInteger());
            case PropertyKind.Number:
                ulong bits = _reads ? 0 : BitConverter.DoubleToUInt64Bits(value.AsNumber()), read = 0;
                for (int i = 48; i >= 0; i -= 16) read = (read << 16) | _coder.CodePlain((uint)(bits >> i) & 0xffff, 16);
                return BitConverter.UInt64BitsToDouble(read);
            case PropertyKind.String:
                return CodeString(history.Strings, _strings, _reads ? null : value.AsString());
            default:
                throw Unreadable();
        }
    }

    /// <summary>A string: 0 for the next of its column, else which of those before, the latest being 1.</summary>
    private string CodeString(StringColumn column, NumberModel model, string? value)
    {
        ulong back = model.Code(ref _coder, _reads ? 0 : (ulong)column.Back(value!));
        if (back == 0) return _reads ? column.ReadNext() : column.Add(value!);
        return back <= (ulong)column.Count ? column[column.Count - (int)back] : throw Unreadable();
    }

    private void CodeSwitch(ref PackedOp op, ref Writer writer)
    {
        if (op.Known) return;
        int replica = _reads ? 0 : history.Scope.Numbers[op.Target.Replica];
        List<ReplicaState> replicas = history.Scope.Replicas;
        if (replicas.Count > 1) replica = (int)CodePlain((uint)replica, BitOperations.Log2((uint)replicas.Count - 1) + 1);
        uint counter = CodePlain((uint)op.Target.Counter, 31);
        if (replica >= replicas.Count) throw Unreadable();
        op.Target = new ElementId(replicas[replica].Index, (int)counter);
        op.Extra = Code(ref _truth[1], op.Extra == 1) ? 1 : 0;
    }

    private uint CodePlain(uint value, int bits)
    {
        if (bits <= 16) return _coder.CodePlain(value, bits);
        uint high = _coder.CodePlain(value >> 16, bits - 16);
        return (high << 16) | _coder.CodePlain(value & 0xffff, 16);
    }
}
