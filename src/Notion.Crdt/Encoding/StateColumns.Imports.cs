namespace Notion.Crdt;

/// <summary>The column of imported UUIDs.</summary>
internal sealed partial class StateColumns
{
    private ColumnWriter WriteImports()
    {
        var column = new ColumnWriter();
        Span<byte> bytes = stackalloc byte[BlockId.Size];
        int next = 0;
        foreach (BlockNode block in _blocks)
        {
            if (_state.Blocks.UuidOf(block) is not { } uuid) continue;
            int number = _blockNumbers[block.Index];
            column.Write(number - next);
            next = number + 1;
            uuid.WriteTo(bytes);
            foreach (byte digit in bytes) column.WriteByte(digit);
        }
        return column;
    }
}
