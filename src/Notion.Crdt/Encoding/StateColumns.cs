namespace Notion.Crdt;

/// <summary>The columns of a document's state, from the document. The first of them say what is shown; they serve alone as long as nobody asks for more.</summary>
internal sealed partial class StateColumns
{
    private readonly DocumentState _state;
    private readonly List<ReplicaState> _replicas = [];
    private readonly List<BlockNode> _blocks = [];
    private readonly int[] _replicaNumbers;
    private readonly int[] _blockNumbers;
    private readonly Dictionary<string, int> _names = [];
    private readonly List<(int Replica, int Counter, ulong Time)> _times = [];
    private ColumnWriter _nameColumn = new();

    public StateColumns(DocumentState state)
    {
        _state = state;
        for (int i = 0; i < state.Replicas.Count; i++)
            if (state.Replicas[i].End > 0) _replicas.Add(state.Replicas[i]);
        _replicas.Sort((left, right) => left.Id.CompareTo(right.Id));
        _replicaNumbers = new int[state.Replicas.Count];
        for (int i = 0; i < _replicas.Count; i++) _replicaNumbers[_replicas[i].Index] = i;

        for (int i = 2; i < state.Blocks.NextIndex; i++) _blocks.Add(state.Blocks[i]);
        _blocks.Sort((left, right) => Compare(left.Created, right.Created));
        _blockNumbers = new int[state.Blocks.NextIndex];
        _blockNumbers[state.Blocks.Trash.Index] = 1;
        for (int i = 0; i < _blocks.Count; i++) _blockNumbers[_blocks[i].Index] = i + 2;
    }

    public ColumnSet Write()
    {
        var columns = new ColumnSet();
        columns.Add(SnapshotColumn.Replicas, WriteReplicas().Written);
        GenerationColumn.Write(columns, _state.Generation, _replicas);
        WriteBlocks(columns);
        WriteProperties(columns);
        columns.Add(SnapshotColumn.Knowledge, WriteKnowledge().Written);
        WritePlacements(columns);
        columns.Add(SnapshotColumn.Values, WriteValues().Written);
        columns.Add(SnapshotColumn.Imports, WriteImports().Written);
        columns.Add(SnapshotColumn.Marks, WriteMarks().Written);
        columns.Add(SnapshotColumn.StampReplicas, _stampReplicas.Written);
        columns.Add(SnapshotColumn.Stamps, _stamps.Written);
        columns.Add(SnapshotColumn.StampRests, _stampRests.Written);
        columns.Add(SnapshotColumn.Times, WriteTimes().Written);
        new SpanColumns(_state, _replicas, _blocks).Write(columns, _replicaNumbers, _blockNumbers);
        columns.Add(SnapshotColumn.Erasures, ErasureColumns.Write(_state, _replicas).Written);
        columns.Add(SnapshotColumn.Names, _nameColumn.Written);     // the last, because writing the others collects the names
        return columns;
    }

    private ColumnWriter WriteReplicas()
    {
        var column = new ColumnWriter();
        column.Write(_replicas.Count);
        foreach (ReplicaState replica in _replicas)
        {
            column.Write((ulong)replica.Id.Value);
            column.Write(replica.End);
            column.Write(replica.Time.Bits);
            column.Write(replica.Authors.Steps.Count);
            int counter = 0;
            foreach (AuthorSteps.Step step in replica.Authors.Steps)
            {
                column.Write(step.Counter - counter);
                WriteName(ref column, step.Author);
                counter = step.Counter;
            }
        }
        return column;
    }

    private ColumnWriter WriteKnowledge()
    {
        var column = new ColumnWriter();
        foreach (ReplicaState replica in _replicas)
        {
            var known = replica.Knowledge.Others.Where(entry => entry.Steps.Count > 0).OrderBy(entry => _replicaNumbers[entry.Other]).ToList();
            column.Write(known.Count);
            foreach ((int other, IReadOnlyList<Knowledge.Step> steps) in known)
            {
                column.Write(_replicaNumbers[other]);
                column.Write(steps.Count);
                var before = new Knowledge.Step(0, 0);
                foreach (Knowledge.Step step in steps)
                {
                    column.Write(step.Own - before.Own);
                    column.WriteSigned(step.End - before.End);
                    before = step;
                }
            }
        }
        return column;
    }

    /// <summary>For each replica, from which of the counters that were named on its changes had which timestamp.</summary>
    private ColumnWriter WriteTimes()
    {
        var column = new ColumnWriter();
        _times.Sort((left, right) => left.Replica != right.Replica ? left.Replica.CompareTo(right.Replica) : left.Counter.CompareTo(right.Counter));
        for (int replica = 0, at = 0; replica < _replicas.Count; replica++)
        {
            var steps = new List<(int Counter, ulong Time)>();
            for (; at < _times.Count && _times[at].Replica == replica; at++)
                if (steps.Count == 0 || steps[^1].Time != _times[at].Time) steps.Add((_times[at].Counter, _times[at].Time));
            column.Write(steps.Count);
            (int Counter, ulong Time) before = default;
            foreach ((int counter, ulong time) in steps)
            {
                column.Write(counter - before.Counter);
                column.Write(time - before.Time);
                before = (counter, time);
            }
        }
        return column;
    }

    /// <summary>A number of no particular size, in two columns: what is above its lowest byte, which may be small or alike, and that byte, which is neither.</summary>
    private static void WriteSplit(ref ColumnWriter high, ref ColumnWriter low, int number)
    {
        high.Write(number >> 8);
        low.WriteByte((byte)number);
    }

    /// <summary>An operation by its id; its time is noted for the column of times.</summary>
    private void WriteStamp(ref ColumnWriter column, Stamp stamp, ref int before)
    {
        column.Write(_replicaNumbers[stamp.Replica]);
        column.WriteSigned((long)stamp.Counter - before);
        before = stamp.Counter;
        Note(stamp);
    }

    private void Note(Stamp stamp) => _times.Add((_replicaNumbers[stamp.Replica], stamp.Counter, stamp.Time.Bits));

    /// <summary>A name: 0 for none, 1 for the next that was not used before, else by its number, counted from 2 in the order of first use.</summary>
    private void WriteName(ref ColumnWriter column, string? name)
    {
        if (name is null)
        {
            column.Write(0);
        }
        else if (_names.TryGetValue(name, out int number))
        {
            column.Write(number);
        }
        else
        {
            _names.Add(name, _names.Count + 2);
            _nameColumn.Write(System.Text.Encoding.UTF8.GetByteCount(name));
            _nameColumn.WriteText(name);
            column.Write(1);
        }
    }

    private int Compare(Stamp left, Stamp right)
    {
        int order = _state.Replicas.Compare(left.Replica, right.Replica);
        return order != 0 ? order : left.Counter.CompareTo(right.Counter);
    }
}
