namespace Notion.Crdt;

/// <summary>The columns of blocks: what they are, where they stand, and the placements that made it so.</summary>
internal sealed partial class StateColumns
{
    /// <summary>In the form of how a block stands, after its kind: whether a split made it, its boundary is off, another placement than its creation put it there,
    /// it stands elsewhere than it is placed, and its type was changed.</summary>
    public const int KindBits = 3, IsHalf = 4, IsOff = 8, WasMoved = 16, StandsElsewhere = 32, WasRetyped = 64, Forms = 128;

    private ColumnWriter _stampReplicas = new();
    private ColumnWriter _stamps = new();
    private ColumnWriter _stampRests = new();

    private void WriteBlocks(ColumnSet columns)
    {
        ColumnWriter ids = new(), types = new(), standing = new(), parents = new();
        var positions = new PositionWriter();
        int at = 0, parentBefore = 0;
        foreach (ReplicaState replica in _replicas)
        {
            int end = at;
            while (end < _blocks.Count && _blocks[end].Created.Replica == replica.Index) end++;
            ids.Write(end - at);
            for (int next = 0; at < end; at++)
            {
                ids.Write(_blocks[at].Created.Counter - next);
                next = _blocks[at].Created.Counter + 1;
                Note(_blocks[at].Created);
            }
        }
        foreach (BlockNode block in _blocks)
        {
            int form = FormOf(block);
            WriteName(ref types, block.Type);
            standing.Write(form);
            Stamp placed = (form & WasMoved) != 0 ? block.Placed!.Stamp : block.Created;
            if ((form & WasMoved) != 0) standing.Write(_replicaNumbers[placed.Replica]);
            WriteParent(ref parents, _blockNumbers[block.Index], _blockNumbers[block.Parent!.Index], ref parentBefore);
            positions.Write(block.Position, _state.Replicas[placed.Replica].Tag);
            if ((form & WasRetyped) != 0) WriteStamp(block.TypeStamp);
            if ((form & WasMoved) == 0) continue;
            WriteSplit(ref _stamps, ref _stampRests, placed.Counter);
            Note(placed);
        }
        columns.Add(SnapshotColumn.Blocks, _blocks.Count == 0 ? default : ids.Written);
        columns.Add(SnapshotColumn.Types, types.Written);
        columns.Add(SnapshotColumn.Standing, standing.Written);
        columns.Add(SnapshotColumn.Parents, parents.Written);
        columns.Add(SnapshotColumn.Positions, positions.Forms);
        columns.Add(SnapshotColumn.PositionLetters, positions.Letters);
    }

    private void WriteStamp(Stamp stamp)
    {
        _stampReplicas.Write(_replicaNumbers[stamp.Replica]);
        WriteSplit(ref _stamps, ref _stampRests, stamp.Counter);
        Note(stamp);
    }

    private int FormOf(BlockNode block)
    {
        Placement placed = block.Placed!;
        int form = (int)block.Kind | (block.IsHead ? 0 : IsHalf) | (_state.Arrangement.IsOff(block) ? IsOff : 0) | (block.TypeStamp != block.Created ? WasRetyped : 0);
        bool asPlaced = !placed.IsDeletion && placed.Parent == block.Parent && placed.Kind == block.Kind && placed.Position == block.Position;
        return form | (!asPlaced ? StandsElsewhere : placed.Stamp != block.Created ? WasMoved : 0);
    }

    /// <summary>0: as the block before; 1 the root, 2 the trash; from 3 on how far back the parent is.</summary>
    private static void WriteParent(ref ColumnWriter column, int block, int parent, ref int before)
    {
        if (parent == before) column.Write(0);
        else if (parent < 2) column.Write(parent + 1);
        else column.Write(3 + Zigzag(block - parent));
        before = parent;
    }

    private static ulong Zigzag(long value) => ((ulong)value << 1) ^ (ulong)(value >> 63);

    /// <summary>The placements that are not where their block stands, by replica and counter.</summary>
    private void WritePlacements(ColumnSet columns)
    {
        var listed = new List<Placement>();
        foreach (Placement placement in _state.Placements.InOrder)
            if (placement.Block.Placed != placement || (FormOf(placement.Block) & StandsElsewhere) != 0) listed.Add(placement);
        if (listed.Count == 0) return;
        listed.Sort((left, right) => Compare(left.Stamp, right.Stamp));
        ColumnWriter column = new(), numbers = new(), rests = new();
        var positions = new PositionWriter();
        int at = 0;
        foreach (ReplicaState replica in _replicas)
        {
            int end = at;
            while (end < listed.Count && listed[end].Stamp.Replica == replica.Index) end++;
            column.Write(end - at);
            for (int next = 0; at < end; at++)
            {
                Placement placement = listed[at];
                bool creation = placement.Stamp == placement.Block.Created;
                column.Write(placement.Stamp.Counter - next);
                column.Write(((int)placement.Kind << 2) | (placement.IsDeletion ? 2 : 0) | (creation ? 1 : 0));
                if (!creation) WriteSplit(ref numbers, ref rests, _blockNumbers[placement.Block.Index]);
                WriteSplit(ref numbers, ref rests, _blockNumbers[(placement.OldParent ?? placement.Parent).Index]);
                positions.Write(placement.OldPosition ?? placement.Position, replica.Tag);
                Note(placement.Stamp);
                next = placement.Stamp.Counter + 1;
            }
        }
        columns.Add(SnapshotColumn.Placements, column.Written);
        columns.Add(SnapshotColumn.PlacementBlocks, numbers.Written);
        columns.Add(SnapshotColumn.PlacementRests, rests.Written);
        columns.Add(SnapshotColumn.OldPositions, positions.Forms);
        columns.Add(SnapshotColumn.OldPositionLetters, positions.Letters);
    }

    private void WriteProperties(ColumnSet columns)
    {
        ColumnWriter owners = new(), keys = new(), values = new();
        int next = 0;
        foreach (BlockNode block in new[] { _state.Blocks.Root }.Concat(_blocks))
        {
            if (block.Properties.Length == 0) continue;
            int number = _blockNumbers[block.Index];
            owners.Write(number - next);
            owners.Write(block.Properties.Length);
            next = number + 1;
            foreach (PropertyRegister register in block.Properties.OrderBy(register => register.Key, StringComparer.Ordinal))
            {
                WriteName(ref keys, register.Key);
                WriteValue(ref values, register.Value);
                WriteStamp(register.Stamp);
            }
        }
        columns.Add(SnapshotColumn.Properties, owners.Written);
        columns.Add(SnapshotColumn.PropertyKeys, keys.Written);
        columns.Add(SnapshotColumn.PropertyValues, values.Written);
    }
}
