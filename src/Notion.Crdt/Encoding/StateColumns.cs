namespace Notion.Crdt;

/// <summary>The columns of a document's state, from the document.</summary>
internal sealed partial class StateColumns
{
    private readonly DocumentState _state;
    private readonly List<ReplicaState> _replicas = [];
    private readonly List<BlockNode> _blocks = [];
    private readonly int[] _replicaNumbers;
    private readonly int[] _blockNumbers;
    private readonly Dictionary<string, int> _names = [];
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
        columns.Add(SnapshotColumn.Knowledge, WriteKnowledge().Written);
        columns.Add(SnapshotColumn.Blocks, WriteBlocks().Written);
        columns.Add(SnapshotColumn.Placements, WritePlacements().Written);
        columns.Add(SnapshotColumn.Properties, WriteProperties().Written);
        columns.Add(SnapshotColumn.Values, WriteValues().Written);
        columns.Add(SnapshotColumn.Marks, WriteMarks().Written);
        var spans = new SpanColumns(_state, _replicaNumbers, _blockNumbers);
        spans.Write(_blocks);
        columns.Add(SnapshotColumn.Spans, spans.Spans);
        columns.Add(SnapshotColumn.Text, spans.Text);
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

    private ColumnWriter WriteBlocks()
    {
        var column = new ColumnWriter();
        column.Write(_blocks.Count);
        var before = default(Stamp);
        foreach (BlockNode block in _blocks)
        {
            WriteStamp(ref column, block.Created, ref before);
            WriteName(ref column, block.Type);
            WriteName(ref column, block.CreatedBy);
            bool retyped = block.TypeStamp != block.Created;
            column.Write(retyped ? 1 : 0);
            if (retyped) WriteStamp(ref column, block.TypeStamp, ref before);
        }
        return column;
    }

    private ColumnWriter WritePlacements()
    {
        var column = new ColumnWriter();
        column.Write(_state.Placements.Count);
        var before = default(Stamp);
        foreach (Placement placement in _state.Placements.InOrder)
        {
            WriteStamp(ref column, placement.Stamp, ref before);
            column.Write(((int)placement.Kind << 1) | (placement.IsDeletion ? 1 : 0));
            column.Write(_blockNumbers[placement.Block.Index]);
            column.Write(_blockNumbers[(placement.OldParent ?? placement.Parent).Index]);
            WriteName(ref column, placement.OldPosition ?? placement.Position);
        }
        return column;
    }

    private ColumnWriter WriteProperties()
    {
        var column = new ColumnWriter();
        BlockNode[] owners = [.. new[] { _state.Blocks.Root }.Concat(_blocks).Where(block => block.Properties.Length > 0)];
        column.Write(owners.Length);
        var before = default(Stamp);
        foreach (BlockNode block in owners)
        {
            column.Write(_blockNumbers[block.Index]);
            column.Write(block.Properties.Length);
            foreach (PropertyRegister register in block.Properties.OrderBy(register => register.Key, StringComparer.Ordinal))
            {
                WriteName(ref column, register.Key);
                WriteStamp(ref column, register.Stamp, ref before);
                WriteValue(ref column, register.Value);
            }
        }
        return column;
    }

    private void WriteStamp(ref ColumnWriter column, Stamp stamp, ref Stamp before)
    {
        column.Write(_replicaNumbers[stamp.Replica]);
        column.WriteSigned((long)stamp.Counter - before.Counter);
        column.WriteSigned((long)(stamp.Time.Bits - before.Time.Bits));
        before = stamp;
    }

    /// <summary>A name by its number, counted from 1 in the order of first use; 0 for none.</summary>
    private void WriteName(ref ColumnWriter column, string? name)
    {
        if (name is null)
        {
            column.Write(0);
            return;
        }
        if (!_names.TryGetValue(name, out int number))
        {
            number = _names.Count + 1;
            _names.Add(name, number);
            _nameColumn.Write(System.Text.Encoding.UTF8.GetByteCount(name));
            _nameColumn.WriteText(name);
        }
        column.Write(number);
    }

    private int Compare(Stamp left, Stamp right)
    {
        int order = _state.Replicas.Compare(left.Replica, right.Replica);
        return order != 0 ? order : left.Counter.CompareTo(right.Counter);
    }
}
