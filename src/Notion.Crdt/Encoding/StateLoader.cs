using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>Builds a document's state from its columns.</summary>
internal sealed partial class StateLoader(DocumentState state, DecodeLimits limits)
{
    private readonly List<ReplicaState> _replicas = [];
    private readonly List<string?> _names = [null];

    public void Load(ColumnSet columns)
    {
        ColumnReader names = columns.Open(SnapshotColumn.Names), replicas = columns.Open(SnapshotColumn.Replicas), knowledge = columns.Open(SnapshotColumn.Knowledge);
        ColumnReader blocks = columns.Open(SnapshotColumn.Blocks), placements = columns.Open(SnapshotColumn.Placements), properties = columns.Open(SnapshotColumn.Properties);
        ColumnReader spans = columns.Open(SnapshotColumn.Spans), values = columns.Open(SnapshotColumn.Values);
        ReadOnlySpan<byte> text = columns.Get(SnapshotColumn.Text).Span;
        if (!Utf8.IsValid(text)) throw SnapshotReader.Malformed("its text is not UTF-8");

        ReadNames(ref names);
        ReadReplicas(ref replicas);
        ReadKnowledge(ref knowledge);
        ReadBlocks(ref blocks);
        new SpanLoader(state, _replicas).Load(ref spans, text);
        ColumnReader erasures = columns.Open(SnapshotColumn.Erasures);
        ErasureColumns.Read(ref erasures, state, _replicas);
        ReadPlacements(ref placements);
        ReadProperties(ref properties);
        ReadValues(ref values);
        ColumnReader marks = columns.Open(SnapshotColumn.Marks);
        ReadMarks(ref marks);
    }

    private void ReadNames(ref ColumnReader column)
    {
        while (!column.AtEnd)
        {
            ReadOnlySpan<byte> name = column.ReadBytes(column.Read(int.MaxValue));
            if (!Utf8.IsValid(name)) throw SnapshotReader.Malformed("a name is not UTF-8");
            _names.Add(state.Names.Get(name));
        }
    }

    private void ReadReplicas(ref ColumnReader column)
    {
        int count = column.ReadCount();
        long last = 0;
        for (int i = 0; i < count; i++)
        {
            ulong id = column.Read();
            if (id > ReplicaId.MaxValue || (long)id <= last) throw SnapshotReader.Malformed("its replicas are not in order");
            last = (long)id;
            ReplicaState replica = state.Replicas.GetOrAdd(new ReplicaId(last));
            replica.End = column.Read(OpId.MaxCounter + 1);
            replica.Time = new HlcTimestamp(column.Read());
            int counter = 0;
            for (int steps = column.ReadCount(); steps > 0; steps--)
            {
                counter += column.Read(OpId.MaxCounter - counter);
                replica.Authors.Note(counter, Name(ref column));
            }
            if (replica.Time > state.Clock) state.Clock = replica.Time;
            _replicas.Add(replica);
        }
    }

    private void ReadKnowledge(ref ColumnReader column)
    {
        foreach (ReplicaState replica in _replicas)
        {
            int last = -1;
            for (int left = column.ReadCount(); left > 0; left--)
            {
                int number = column.Read(_replicas.Count - 1);
                ReplicaState other = _replicas[number];
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
                    if (end > other.End || own >= replica.End) throw SnapshotReader.Malformed("a replica knows what was never made");
                    replica.Knowledge.Add(own, other.Index, (int)end);
                }
            }
        }
    }

    private void ReadBlocks(ref ColumnReader column)
    {
        int count = column.ReadCount();
        if (count > limits.MaxBlocks)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has {count} blocks; at most {limits.MaxBlocks} are taken. Raise DecodeLimits.MaxBlocks if that is meant.");
        var before = default(Stamp);
        for (int i = 0; i < count; i++)
        {
            Stamp created = ReadStamp(ref column, ref before);
            string type = RequiredName(ref column);
            string? author = Name(ref column);
            BlockNode block = state.AddBlock(created, type, author);
            if (column.Read(1) == 1) block.TypeStamp = ReadStamp(ref column, ref before);
        }
        state.Commit();
    }

    private void ReadPlacements(ref ColumnReader column)
    {
        var touched = new HashSet<BlockNode>();
        var before = default(Stamp);
        for (int left = column.ReadCount(); left > 0; left--)
        {
            Stamp last = before, stamp = ReadStamp(ref column, ref before);
            if (touched.Count > 0 && state.Replicas.Compare(stamp, last) <= 0) throw SnapshotReader.Malformed("its placements are not in order");
            int form = column.Read(5);
            BlockNode block = Block(ref column), place = Block(ref column);
            string position = RequiredName(ref column);
            bool deletion = (form & 1) == 1;
            if (block.IsFixed || (place == state.Blocks.Trash && !deletion) || (form >> 1 != 0 && place.IsFixed))
                throw SnapshotReader.Malformed("a block is placed where none can be");
            if (!FractionalIndex.IsValid(position)) throw SnapshotReader.Malformed("a position is none");
            Placement placement = deletion
                ? new Placement(stamp, block, state.Blocks.Trash, "0", PlacementKind.Child) { OldParent = place, OldPosition = position }
                : new Placement(stamp, block, place, position, (PlacementKind)(form >> 1));
            state.NotePlacement(placement);
            state.Placements.Append(placement);
            touched.Add(block);
        }
        if (touched.Count != state.Blocks.Count) throw SnapshotReader.Malformed("a block stands nowhere");
        if (touched.Count > 0) state.Arrangement.Update(touched);
    }

    private void ReadProperties(ref ColumnReader column)
    {
        var before = default(Stamp);
        for (int left = column.ReadCount(); left > 0; left--)
        {
            BlockNode block = Block(ref column);
            var registers = new PropertyRegister[column.ReadCount()];
            for (int i = 0; i < registers.Length; i++)
            {
                string key = RequiredName(ref column);
                if (i > 0 && string.CompareOrdinal(key, registers[i - 1].Key) <= 0) throw SnapshotReader.Malformed("the properties of a block are not in order");
                Stamp stamp = ReadStamp(ref column, ref before);
                registers[i] = new PropertyRegister { Key = key, Stamp = stamp, Value = ReadValue(ref column) };
            }
            block.Properties = registers;
        }
    }

    private Stamp ReadStamp(ref ColumnReader column, ref Stamp before)
    {
        ReplicaState replica = Replica(ref column);
        long counter = before.Counter + column.ReadSigned();
        ulong time = before.Time.Bits + (ulong)column.ReadSigned();
        if (counter < 0 || counter >= replica.End) throw SnapshotReader.Malformed("an operation is not one of its replica's");
        return before = new Stamp(new HlcTimestamp(time), replica.Index, (int)counter);
    }

    private ReplicaState Replica(ref ColumnReader column) => _replicas[column.Read(_replicas.Count - 1)];

    private BlockNode Block(ref ColumnReader column) => state.Blocks[column.Read(state.Blocks.NextIndex - 1)];

    private string? Name(ref ColumnReader column) => _names[column.Read(_names.Count - 1)];

    private string RequiredName(ref ColumnReader column) => Name(ref column) ?? throw SnapshotReader.Malformed("a name is missing");
}
