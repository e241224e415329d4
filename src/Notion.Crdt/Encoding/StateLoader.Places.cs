namespace Notion.Crdt;

/// <summary>All placements, from where blocks stand and from the column of those that did not come to that.</summary>
internal sealed partial class StateLoader
{
    private readonly List<Stamp> _moves = [];           // by block that was moved: the placement that put it where it stands
    private readonly HashSet<BlockNode> _parentsBeforeTheyStood = [];

    private void ReadPlacements(ColumnSet columns)
    {
        var placements = new List<Placement>(state.Blocks.Count);
        int move = 0;
        for (int i = 2; i < state.Blocks.NextIndex; i++)
        {
            ref ShownLoader.Standing standing = ref _shown.Standings[i];
            if (standing.Is(StateColumns.StandsElsewhere)) continue;
            BlockNode block = state.Blocks[i], parent = state.Blocks[standing.Parent];
            if (block.IsField)
            {
                if (standing.Position != BlockNode.FieldPosition) throw SnapshotReader.Malformed("a block stands as none can");
                state.Stand(block, parent);
                continue;
            }
            if (parent == state.Blocks.Trash) throw SnapshotReader.Malformed("a block is placed where none can be");
            placements.Add(new Placement(standing.Is(StateColumns.WasMoved) ? _moves[move++] : block.Created, block, parent, standing.Position, standing.Kind));
        }
        ReadListed(columns, placements);
        PutInOrder(placements);

        var touched = new HashSet<BlockNode>(state.Blocks.Count);
        foreach (Placement placement in placements)
        {
            RequireNoCycle(placement);
            state.NotePlacement(placement);
            state.Placements.Append(placement);
            touched.Add(placement.Block);
        }
        if (touched.Count != state.Blocks.Count - state.Blocks.FieldCount) throw SnapshotReader.Malformed("a block stands nowhere");
        if (touched.Count > 0) state.Arrangement.Update(touched);
    }

    /// <summary>
    /// The log takes it for granted that a block's first placement closes no cycle. It holds where a block is placed before whatever goes under it; where history
    /// was trimmed, the placement that is left of a parent may be later than its children's.
    /// </summary>
    private void RequireNoCycle(Placement placement)
    {
        BlockNode block = placement.Block;
        if (!placement.Parent.IsFixed && placement.Parent.Placed is null) _parentsBeforeTheyStood.Add(placement.Parent);
        if (block.Placed is not null || !_parentsBeforeTheyStood.Contains(block)) return;
        for (BlockNode? at = placement.Parent; at is not null; at = at.Placed?.Parent)
            if (at == block) throw SnapshotReader.Malformed("a block stands under itself");
    }

    private void ReadListed(ColumnSet columns, List<Placement> placements)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Placements), numbers = columns.Open(SnapshotColumn.PlacementBlocks), rests = columns.Open(SnapshotColumn.PlacementRests);
        var positions = new PositionReader(columns.Get(SnapshotColumn.OldPositions).Span, columns.Get(SnapshotColumn.OldPositionLetters).Span, limits.MaxBytes);
        for (int number = 0; number < Replicas.Count && !column.AtEnd; number++)
        {
            ReplicaState replica = Replicas[number];
            int next = 0;
            for (int left = column.ReadCount(); left > 0; left--)
            {
                int counter = next + column.Read(OpId.MaxCounter - next), form = column.Read(11);
                next = counter + 1;
                int block = (form & 1) != 0 ? _shown.FindBlock(number, counter) : numbers.ReadSplit(ref rests), place = numbers.ReadSplit(ref rests);
                if (block < 2 || block >= state.Blocks.NextIndex || place >= state.Blocks.NextIndex || state.Blocks[block].IsField || state.Blocks[place].IsField) throw SnapshotReader.Malformed("a block is placed that is none");
                placements.Add(Listed(StampOf(replica, counter), state.Blocks[block], state.Blocks[place], form, positions.Read(replica.Tag)));
            }
        }
        if (!column.AtEnd || !numbers.AtEnd || !rests.AtEnd || !positions.AtEnd) throw SnapshotReader.Malformed("its column of placements is too long");
    }

    private Placement Listed(Stamp stamp, BlockNode block, BlockNode place, int form, string position)
    {
        bool deletion = (form & 2) != 0;
        var kind = (PlacementKind)(form >> 2);
        if ((place == state.Blocks.Trash && !deletion) || (kind != PlacementKind.Child && (place.IsFixed || deletion))) throw SnapshotReader.Malformed("a block is placed where none can be");
        return deletion
            ? new Placement(stamp, block, state.Blocks.Trash, "0", PlacementKind.Child) { OldParent = place, OldPosition = position }
            : new Placement(stamp, block, place, position, kind);
    }

    /// <summary>Sorts them into their total order, in which no two may be at the same place.</summary>
    private void PutInOrder(List<Placement> placements)
    {
        placements.Sort((left, right) => state.Replicas.Compare(left.Stamp, right.Stamp));
        for (int i = 1; i < placements.Count; i++)
            if (placements[i].Stamp == placements[i - 1].Stamp) throw SnapshotReader.Malformed("an operation places two blocks");
    }
}
