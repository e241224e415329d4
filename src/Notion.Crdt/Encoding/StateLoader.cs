using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>Builds a document's state from its columns: all of it, and only if what comes out shows what the columns say is shown.</summary>
internal sealed partial class StateLoader(DocumentState state, DecodeLimits limits)
{
    private readonly ShownLoader _shown = new(state.Replicas, state.Blocks, state.Names, limits);
    private (int[] Counters, ulong[] Times)[] _times = [];
    private int[] _numbers = [];                        // of replicas in the snapshot, by their index here

    private List<ReplicaState> Replicas => _shown.Replicas;

    public void Load(ColumnSet columns)
    {
        _shown.Load(columns);
        if (_shown.Clock > state.Clock) state.Clock = _shown.Clock;
        _numbers = new int[state.Replicas.Count];
        for (int i = 0; i < Replicas.Count; i++) _numbers[Replicas[i].Index] = i;
        (state.Generation, state.BaseTime) = GenerationColumn.Read(columns, Replicas);
        ReadKnowledge(columns);
        ReadTimes(columns);
        ReadBlockStamps(columns);
        var spans = new SpanLoader(state, _shown);
        spans.Load(columns);
        ColumnReader erasures = columns.Open(SnapshotColumn.Erasures);
        ErasureColumns.Read(ref erasures, state, Replicas);
        ReadPlacements(columns);
        ColumnReader values = columns.Open(SnapshotColumn.Values), marks = columns.Open(SnapshotColumn.Marks);
        ReadValues(ref values);
        ReadMarks(ref marks);
        RequireShown(spans.Begins);
    }

    private void ReadKnowledge(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Knowledge);
        foreach (ReplicaState replica in Replicas)
        {
            int last = -1;
            for (int left = column.ReadCount(); left > 0; left--)
            {
                int number = column.Read(Replicas.Count - 1);
                ReplicaState other = Replicas[number];
                if (number <= last || other == replica) throw SnapshotReader.Malformed("what a replica knows is not in order");
                last = number;
                int own = -1;
                long end = 0;
                for (int steps = column.ReadCount(); steps > 0; steps--)
                {
                    int from = Math.Max(own, 0) + column.Read(OpId.MaxCounter - Math.Max(own, 0));
                    long more = column.ReadSigned();
                    if (from <= own || more < 1) throw SnapshotReader.Malformed("what a replica knows is not in order");
                    (own, end) = (from, end + more);
                    if (end > other.End || end <= other.BaseEnd || own >= replica.End) throw SnapshotReader.Malformed("a replica knows what was never made");
                    replica.Knowledge.Add(own, other.Index, (int)end);
                }
            }
        }
        if (!column.AtEnd) throw SnapshotReader.Malformed("its column of knowledge is too long");
    }

    private void ReadTimes(ColumnSet columns)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Times);
        _times = new (int[], ulong[])[Replicas.Count];
        for (int i = 0; i < _times.Length; i++)
        {
            int count = column.ReadCount();
            (int[] counters, ulong[] times) = _times[i] = (new int[count], new ulong[count]);
            for (int at = 0, counter = 0; at < count; at++)
            {
                counter += column.Read(OpId.MaxCounter - counter);
                ulong time = (at == 0 ? 0 : times[at - 1]) + column.Read();
                if (at > 0 && (counter == counters[at - 1] || time <= times[at - 1])) throw SnapshotReader.Malformed("its times are not in order");
                (counters[at], times[at]) = (counter, time);
            }
        }
        if (!column.AtEnd) throw SnapshotReader.Malformed("its column of times is too long");
    }

    /// <summary>The stamps of blocks and their types, and of the properties.</summary>
    private void ReadBlockStamps(ColumnSet columns)
    {
        ColumnReader replicas = columns.Open(SnapshotColumn.StampReplicas), counters = columns.Open(SnapshotColumn.Stamps), rests = columns.Open(SnapshotColumn.StampRests);
        for (int i = 2; i < state.Blocks.NextIndex; i++)
        {
            BlockNode block = state.Blocks[i];
            block.Created = block.TypeStamp = block.Created with { Time = TimeOf(block.Created.Replica, block.Created.Counter) };
            if (_shown.Standings[i].Is(StateColumns.WasRetyped)) block.TypeStamp = StampOf(Replica(ref replicas), counters.ReadSplit(ref rests));
            if (_shown.Standings[i].Is(StateColumns.WasMoved)) _moves.Add(StampOf(Replicas[_shown.Standings[i].PlacedBy], counters.ReadSplit(ref rests)));
        }
        for (int i = 0; i < state.Blocks.NextIndex; i++)
        {
            if (i == state.Blocks.Trash.Index) continue;
            PropertyRegister[] registers = state.Blocks[i].Properties;
            for (int at = 0; at < registers.Length; at++) registers[at].Stamp = StampOf(Replica(ref replicas), counters.ReadSplit(ref rests));
        }
        if (!replicas.AtEnd || !counters.AtEnd || !rests.AtEnd) throw SnapshotReader.Malformed("its columns of stamps are too long");
    }

    private Stamp ReadStamp(ref ColumnReader column, ref int before)
    {
        ReplicaState replica = Replica(ref column);
        long counter = before + column.ReadSigned();
        if (counter is < 0 or > OpId.MaxCounter) throw SnapshotReader.Malformed("an operation is not one of its replica's");
        before = (int)counter;
        return StampOf(replica, before);
    }

    private Stamp StampOf(ReplicaState replica, int counter)
    {
        if (counter >= replica.End) throw SnapshotReader.Malformed("an operation is not one of its replica's");
        return new Stamp(TimeOf(replica.Index, counter), replica.Index, counter);
    }

    private HlcTimestamp TimeOf(int replica, int counter)
    {
        (int[] counters, ulong[] times) = _times[_numbers[replica]];
        int at = Array.BinarySearch(counters, counter);
        if (at < 0) at = ~at - 1;
        return at >= 0 ? new HlcTimestamp(times[at]) : throw SnapshotReader.Malformed("an operation has no time");
    }

    private ReplicaState Replica(ref ColumnReader column) => Replicas[column.Read(Replicas.Count - 1)];

    private BlockNode Block(ref ColumnReader column)
    {
        BlockNode block = state.Blocks[column.Read(state.Blocks.NextIndex - 1)];
        return block.IsField ? throw SnapshotReader.Malformed("a value is of no block") : block;
    }

    private string? Name(ref ColumnReader column) => _shown.Name(ref column);

    private string RequiredName(ref ColumnReader column) => _shown.RequiredName(ref column);

    private PropertyValue ReadValue(ref ColumnReader column) => _shown.ReadValue(ref column);

    /// <summary>Whether blocks stand, and text is shown, as the columns say that are read first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RequireShown(List<(int Block, int Units)> begins)
    {
        for (int i = 2; i < state.Blocks.NextIndex; i++)
        {
            BlockNode block = state.Blocks[i];
            ref ShownLoader.Standing standing = ref _shown.Standings[i];
            if (block.Parent?.Index != standing.Parent || block.Kind != standing.Kind || block.Position != standing.Position
                || state.Arrangement.IsOff(block) != standing.Is(StateColumns.IsOff)) throw SnapshotReader.Malformed("a block does not stand where it is placed");
        }
        int region = -1, units = 0;
        ReadOnlySpan<byte> text = _shown.Text.Span;
        foreach ((int block, int shown) in begins)
        {
            if (!state.Sequences.Tree.IsActive(state.Blocks[block].Boundary))
            {
                units += shown;
                continue;
            }
            RequireRegion(text, region, units);
            units = shown;
            if (++region == _shown.RegionOwners.Length || _shown.RegionOwners[region] != block) throw SnapshotReader.Malformed("its text is shared out wrongly");
        }
        RequireRegion(text, region, units);
        if (region + 1 != _shown.RegionOwners.Length) throw SnapshotReader.Malformed("its text is shared out wrongly");
    }

    private void RequireRegion(ReadOnlySpan<byte> text, int region, int units)
    {
        if (region < 0) return;
        (int start, int end) = _shown.Regions[_shown.RegionOwners[region]];
        if (System.Text.Encoding.UTF8.GetCharCount(text[start..end]) != units) throw SnapshotReader.Malformed("its text is shared out wrongly");
    }
}
