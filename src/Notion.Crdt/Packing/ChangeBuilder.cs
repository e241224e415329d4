using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>
/// The bytes of a change, from its operations and what the state tells of them: those that <see cref="ChangeWriter"/> wrote. docs/encoding.md says which of several forms is taken.
/// </summary>
internal sealed class ChangeBuilder
{
    private readonly PackedHistory _history;
    private readonly DocumentState _state;
    private readonly TextOrder _text;
    private readonly ReplicaSteps[] _steps;
    private readonly List<char> _inserted = [];
    private MessagePackSpanWriter _change = new(256);
    private ReplicaState _own = null!;

    public ChangeBuilder(PackedHistory history)
    {
        _history = history;
        _state = history.Scope.State;
        _text = history.Text;
        _steps = new ReplicaSteps[history.Scope.Ends.Length];
        foreach (ReplicaState replica in history.Scope.Replicas) _steps[replica.Index] = new ReplicaSteps(_state.Replicas, replica, history.Scope.Ends[replica.Index]);
    }

    /// <summary>The change; valid until the next call. Those of one replica are asked for in order.</summary>
    /// <param name="change">The change, which is not kept.</param>
    /// <param name="before">The timestamp of its replica's change before.</param>
    public ReadOnlySpan<byte> Build(in PackedChange change, HlcTimestamp before)
    {
        _own = _state.Replicas[change.Replica];
        ReadOnlySpan<Dependency> dependencies = _steps[change.Replica].At(change.First, out string? author);
        _change.Clear();
        _change.WriteArrayHeader(author is not null ? 6 : dependencies.Length > 0 ? 5 : 4);
        _change.WriteInteger(_own.Id.Value);
        _change.WriteInteger(change.First);
        ChangeWriter.WriteTime(ref _change, before, change.Time);
        int ops = change.OpEnd - change.FirstOp;
        if (ops > 1 || !IsShort(_history.Ops[change.FirstOp])) _change.WriteArrayHeader(ops);
        for (int i = change.FirstOp; i < change.OpEnd; i++) Write(_history.Ops[i]);
        if (dependencies.Length > 0)
        {
            _change.WriteArrayHeader(dependencies.Length * 2);
            foreach (Dependency dependency in dependencies)
            {
                _change.WriteInteger(dependency.Replica.Value);
                _change.WriteInteger(dependency.End);
            }
        }
        else if (author is not null)
        {
            _change.WriteNil();
        }
        if (author is not null) _change.WriteString(author);
        return _change.Written;
    }

    private bool IsShort(in PackedOp op) => op.Kind == OpKind.Erase
        ? op.Count == 1 && op.Extra == 0 && op.Target.Replica == _own.Index
        : op.Kind == OpKind.Insert && GoesOn(op, out _, out _);

    private void Write(in PackedOp op)
    {
        switch (op.Kind)
        {
            case OpKind.Insert: WriteInsert(op); break;
            case OpKind.Erase or OpKind.Restore: WriteErasure(op); break;
            case OpKind.Create or OpKind.Split: WriteCreation(op); break;
            case OpKind.Move or OpKind.Delete or OpKind.Join or OpKind.Continue: WritePlacement(op); break;
            case OpKind.Mark: WriteMark(op); break;
            case OpKind.Switch:
                Begin(op, 3);
                WriteRef(op.Target, op.Counter);
                _change.WriteBoolean(op.Extra == 1);
                break;
            default: WriteValue(op); break;
        }
    }

    /// <summary>Whether the text goes on where the element one counter before was inserted.</summary>
    private bool GoesOn(in PackedOp op, out ElementId left, out ElementId right)
    {
        ref TextOrder.Run run = ref _text[_text.At(_own.Index, op.Place)];
        right = run.Right;
        left = op.Counter > run.Counter ? new ElementId(_own.Index, op.Counter - 1) : run.Left;
        if (op.Counter > run.Counter) return true;
        if (left != new ElementId(_own.Index, op.Counter - 1)) return false;
        int before = _text.RunOf(left.Replica, left.Counter);
        return before >= 0 && _text[before].Right == right;
    }

    private void WriteInsert(in PackedOp op)
    {
        if (!GoesOn(op, out ElementId left, out ElementId right))
        {
            bool isNext = right == left with { Counter = left.Counter + 1 };
            Begin(op, isNext ? 3 : 4);
            WriteRef(left, op.Counter);
            if (!isNext) WriteRight(right, op.Counter);
        }
        _inserted.Clear();
        int place = op.Place;
        for (int counter = op.Counter, end = op.Counter + op.Count; counter < end; place++)
        {
            ref TextOrder.Run run = ref _text[_text.At(_own.Index, place)];
            int stop = Math.Min(end, run.End), width = (int)run.Kind;
            ReadOnlySpan<char> piece = _own.Text.Slice(run.Content + ((counter - run.Counter) * width), (stop - counter) * width);
            if (counter == op.Counter && stop == end)
            {
                _change.WriteString(piece);
                return;
            }
            _inserted.AddRange(piece);
            counter = stop;
        }
        _change.WriteString(CollectionsMarshal.AsSpan(_inserted));
    }

    private void WriteErasure(in PackedOp op)
    {
        if (!IsShort(op)) Begin(op, op.Extra > 0 ? 4 : op.Count > 1 ? 3 : 2);
        WriteRef(op.Target, op.Counter);
        if (op.Count > 1 || op.Extra > 0) _change.WriteInteger(op.Count);
        if (op.Extra > 0) _change.WriteInteger(op.Extra + 1);
    }

    private void WriteCreation(in PackedOp op)
    {
        KnownOps.Entry known = Known(op);
        ElementId left = default, right = default;
        int fields = 4;
        if (op.Kind == OpKind.Split)
        {
            int run = _text.RunOf(_own.Index, op.Counter);
            if (run < 0) throw Unreadable();
            (left, right) = (_text[run].Left, _text[run].Right);
            fields = right == left with { Counter = left.Counter + 1 } ? 5 : 6;
        }
        Begin(op, fields);
        _change.WriteString(op.Value > 0 ? _history.Values[op.Value - 1].Value.AsString() : _history.Known.TypeOf(known.Block) ?? known.Block.Type);
        WritePlace((Placement)known.Item!, op.Counter);
        if (op.Kind == OpKind.Create) return;
        WriteRef(left, op.Counter);
        if (fields == 6) WriteRight(right, op.Counter);
    }

    private void WritePlacement(in PackedOp op)
    {
        KnownOps.Entry known = Known(op);
        Begin(op, 4);
        WriteRef(known.Block, op.Counter);
        WritePlace((Placement)known.Item!, op.Counter);
    }

    private void WriteMark(in PackedOp op)
    {
        int number = Known(op).Mark;
        ref Mark mark = ref _state.Marks[number];
        MarkKey key = _state.Marks.KeyOf(number);
        Begin(op, key.Id is not null ? 7 : mark.End.IsEnd ? 5 : 6);
        _change.WriteString(key.Type);
        ChangeWriter.WriteValue(ref _change, mark.Value);
        _change.WriteInteger((mark.Start.After ? UpdateDecoder.StartsAfter : 0) | (mark.End.After ? UpdateDecoder.EndsAfter : 0));
        WriteRef(mark.Start.Element, op.Counter);
        if (!mark.End.IsEnd) WriteRef(mark.End.Element, op.Counter);
        else if (key.Id is not null) _change.WriteNil();
        if (key.Id is not null) _change.WriteString(key.Id);
    }

    private void WriteValue(in PackedOp op)
    {
        PackedValue value = op.Value > 0 ? _history.Values[op.Value - 1] : Told(op);
        bool isType = op.Kind == OpKind.SetType;
        Begin(op, isType ? 3 : 4);
        WriteRef(value.Block, op.Counter);
        if (!isType) _change.WriteString(value.Key);
        ChangeWriter.WriteValue(ref _change, value.Value);
    }

    private PackedValue Told(in PackedOp op)
    {
        KnownOps.Entry known = Known(op);
        var register = (PropertyRegister)known.Item!;
        return new PackedValue(known.Block, register.Key, register.Value);
    }

    private KnownOps.Entry Known(in PackedOp op) => _history.Known.Of(_own.Index)[op.Place];

    private void Begin(in PackedOp op, int fields)
    {
        _change.WriteArrayHeader(fields);
        _change.WriteInteger((int)op.Kind);
    }

    private void WritePlace(Placement placement, int counter)
    {
        WriteRef(placement.OldParent ?? placement.Parent, counter);
        _change.WriteString(PositionTag.Shorten(placement.OldPosition ?? placement.Position, _own.Tag));
    }

    private void WriteRight(ElementId right, int counter)
    {
        if (right.IsNone) _change.WriteNil();
        else WriteRef(right, counter);
    }

    private void WriteRef(BlockNode block, int counter)
    {
        if (block.IsFixed) _change.WriteInteger(block.Id == BlockId.Root ? 0 : -1);
        else WriteRef(block.Created.Operation, counter);
    }

    private void WriteRef(ElementId element, int counter)
    {
        if (element.Replica == _own.Index)
        {
            _change.WriteInteger((long)counter - element.Counter);
            return;
        }
        _change.WriteArrayHeader(2);
        _change.WriteInteger(_state.Replicas[element.Replica].Id.Value);
        _change.WriteInteger(element.Counter);
    }

    private static CrdtException Unreadable() => SnapshotReader.Malformed("its history section does not fit its state");
}
