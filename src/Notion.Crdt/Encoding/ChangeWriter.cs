using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>
/// Encodes the operations of one local transaction as they are made. Consecutive typing becomes one insert, and consecutive erasing in either direction one erase.
/// What a person does most, to go on typing and to erase one character, takes a short form.
/// </summary>
internal sealed partial class ChangeWriter(ReplicaTable replicas, ReplicaState own)
{
    private MessagePackSpanWriter _ops = new(256);
    private MessagePackSpanWriter _change = new(256);
    private int _count;

    private OpKind _open;                               // Insert, Erase or Restore, while it may still grow
    private int _openCounter;
    private ElementId _left, _right;                    // of the open insert; the first element of the others is _left
    private bool _continues;                            // the open insert goes on where the element before it, by counter, was inserted
    private int _start, _units, _elements;
    private bool _isShort;                              // the last operation written is no array

    /// <summary>The counter that the next operation takes.</summary>
    public int NextCounter { get; private set; }

    public bool IsEmpty => _count == 0 && _open == 0;

    public void Begin()
    {
        NextCounter = own.End;
        _ops.Clear();
        _count = 0;
        _open = 0;
    }

    /// <summary>Takes counters for an operation that is written now, by one of the methods that return them.</summary>
    private int Take(int counters)
    {
        int counter = NextCounter;
        if (counters > OpId.MaxCounter - counter)
            throw new CrdtException(CrdtErrorCode.CounterExhausted, "This replica has used up its counters in this document. Open the document with a new replica id.");
        NextCounter = counter + counters;
        return counter;
    }

    /// <summary>Characters that lie at <paramref name="start"/> in the own arena.</summary>
    /// <param name="left">The left neighbour.</param>
    /// <param name="right">The right neighbour.</param>
    /// <param name="rightOfLeft">The right neighbour that the left one itself was inserted with.</param>
    /// <param name="start">Where they lie.</param>
    /// <param name="units">How many UTF-16 units.</param>
    /// <param name="elements">How many characters.</param>
    public int Insert(ElementId left, ElementId right, ElementId rightOfLeft, int start, int units, int elements)
    {
        int counter = Take(elements);
        if (_open == OpKind.Insert && left == new ElementId(own.Index, counter - 1) && right == _right && start == _start + _units
            && _openCounter + _elements == counter)
        {
            _units += units;
            _elements += elements;
            return counter;
        }
        Close();
        _open = OpKind.Insert;
        (_openCounter, _left, _right, _start, _units, _elements) = (counter, left, right, start, units, elements);
        _continues = left == new ElementId(own.Index, counter - 1) && right == rightOfLeft;
        return counter;
    }

    public void Erase(ElementId first, int count, int times = 1)
    {
        if (times > 1) CountOften(OpKind.Erase, first, count, times);
        else Count(OpKind.Erase, first, count);
    }

    public void Restore(ElementId first, int count, int times = 1)
    {
        if (times > 1) CountOften(OpKind.Restore, first, count, times);
        else Count(OpKind.Restore, first, count);
    }

    private void Count(OpKind kind, ElementId first, int count)
    {
        if (_open == kind && first.Replica == _left.Replica)
        {
            if (first.Counter == _left.Counter + _elements)
            {
                _elements += count;
                return;
            }
            if (first.Counter + count == _left.Counter)
            {
                _left = first;
                _elements += count;
                return;
            }
        }
        Close();
        _open = kind;
        (_openCounter, _left, _elements) = (Take(1), first, count);
    }

    private void CountOften(OpKind kind, ElementId first, int count, int times)
    {
        int counter = Begin(kind, 4);
        WriteRef(first, counter);
        _ops.WriteInteger(count);
        _ops.WriteInteger(times);
    }

    public int Create(string type, BlockNode parent, string position, BlockId? uuid)
    {
        int counter = Begin(OpKind.Create, uuid is null ? 4 : 5);
        _ops.WriteString(type);
        WritePlace(parent, position, counter);
        if (uuid is not { } import) return counter;
        Span<byte> bytes = stackalloc byte[BlockId.Size];
        import.WriteTo(bytes);
        _ops.WriteBinary(bytes);
        return counter;
    }

    public int Split(string type, BlockNode parent, string position, ElementId left, ElementId right)
    {
        bool isNext = IsNext(left, right);
        int counter = Begin(OpKind.Split, isNext ? 5 : 6);
        _ops.WriteString(type);
        WritePlace(parent, position, counter);
        WriteRef(left, counter);
        if (!isNext) WriteRight(right, counter);
        return counter;
    }

    public int Place(OpKind kind, BlockNode block, BlockNode parent, string position)
    {
        int counter = Begin(kind, 4);
        WriteRef(block, counter);
        WritePlace(parent, position, counter);
        return counter;
    }

    public int SetType(BlockNode block, string type)
    {
        int counter = Begin(OpKind.SetType, 3);
        WriteRef(block, counter);
        _ops.WriteString(type);
        return counter;
    }

    /// <summary>The whole change; valid until the writer is used again.</summary>
    /// <param name="time">Its timestamp.</param>
    /// <param name="dependencies">What the replica has seen since its last change, sorted by replica.</param>
    /// <param name="author">The author where it is another than that of the change before; empty for none, null for the same.</param>
    /// <param name="generation">What the document's is.</param>
    public ReadOnlySpan<byte> Finish(HlcTimestamp time, List<Dependency> dependencies, string? author, Generation generation)
    {
        bool saysGeneration = own.End == 0 && !generation.IsFirst;
        Close();
        _change.Clear();
        _change.WriteArrayHeader(saysGeneration ? 7 : author is not null ? 6 : dependencies.Count > 0 ? 5 : 4);
        _change.WriteInteger(own.Id.Value);
        _change.WriteInteger(own.End);
        WriteTime(ref _change, own.Time, time);
        if (_count > 1 || !_isShort) _change.WriteArrayHeader(_count);
        _change.WriteRaw(_ops.Written);
        if (dependencies.Count > 0)
        {
            _change.WriteArrayHeader(dependencies.Count * 2);
            foreach (Dependency dependency in dependencies)
            {
                _change.WriteInteger(dependency.Replica.Value);
                _change.WriteInteger(dependency.End);
            }
        }
        else if (author is not null || saysGeneration)
        {
            _change.WriteNil();
        }
        if (author is not null) _change.WriteString(author);
        if (saysGeneration)
        {
            if (author is null) _change.WriteNil();
            Span<byte> fingerprint = stackalloc byte[Generation.FingerprintBytes];
            BinaryPrimitives.WriteUInt64BigEndian(fingerprint, generation.Fingerprint);
            _change.WriteArrayHeader(2);
            _change.WriteInteger(generation.Number);
            _change.WriteBinary(fingerprint);
        }
        return _change.Written;
    }

    /// <summary>What a timestamp adds to that of the replica's change before.</summary>
    public static void WriteTime(ref MessagePackSpanWriter writer, HlcTimestamp before, HlcTimestamp time)
    {
        long added = time.Milliseconds - before.Milliseconds;
        if (added == 0)
        {
            writer.WriteInteger(before.Logical - time.Logical);
        }
        else if (time.Logical == 0)
        {
            writer.WriteInteger(added);
        }
        else
        {
            writer.WriteArrayHeader(2);
            writer.WriteInteger(added);
            writer.WriteInteger(time.Logical);
        }
    }

    private int Begin(OpKind kind, int fields)
    {
        Close();
        int counter = Take(1);
        _count++;
        _isShort = false;
        _ops.WriteArrayHeader(fields);
        _ops.WriteInteger((int)kind);
        return counter;
    }

    private void Close()
    {
        if (_open == 0) return;
        if (_open == OpKind.Insert) CloseInsert();
        else CloseCount();
        _count++;
        _open = 0;
    }

    private void CloseInsert()
    {
        _isShort = _continues;
        if (!_continues)
        {
            bool isNext = IsNext(_left, _right);
            _ops.WriteArrayHeader(isNext ? 3 : 4);
            _ops.WriteInteger((int)OpKind.Insert);
            WriteRef(_left, _openCounter);
            if (!isNext) WriteRight(_right, _openCounter);
        }
        _ops.WriteString(own.Text.Slice(_start, _units));
    }

    private void CloseCount()
    {
        _isShort = _open == OpKind.Erase && _elements == 1 && _left.Replica == own.Index;
        if (!_isShort)
        {
            _ops.WriteArrayHeader(_elements == 1 ? 2 : 3);
            _ops.WriteInteger((int)_open);
        }
        WriteRef(_left, _openCounter);
        if (_elements > 1) _ops.WriteInteger(_elements);
    }

    /// <summary>Whether the right neighbour, by its id, is the one after the left neighbour: then it is left out.</summary>
    private static bool IsNext(ElementId left, ElementId right) => right == left with { Counter = left.Counter + 1 };

    public static void WriteValue(ref MessagePackSpanWriter writer, PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyKind.Boolean: writer.WriteBoolean(value.AsBoolean()); break;
            case PropertyKind.Integer: writer.WriteInteger(value.AsInteger()); break;
            case PropertyKind.Number: writer.WriteDouble(value.AsNumber()); break;
            case PropertyKind.String: writer.WriteString(value.AsString()); break;
            default: writer.WriteNil(); break;
        }
    }

    private void WritePlace(BlockNode parent, string position, int counter)
    {
        WriteRef(parent, counter);
        _ops.WriteString(PositionTag.Shorten(position, own.Tag));
    }

    private void WriteRight(ElementId right, int counter)
    {
        if (right.IsNone) _ops.WriteNil();
        else WriteRef(right, counter);
    }

    private void WriteRef(BlockNode block, int counter)
    {
        if (block.IsFixed) _ops.WriteInteger(block.Id == BlockId.Root ? 0 : -1);
        else WriteRef(new ElementId(block.Created.Replica, block.Created.Counter), counter);
    }

    private void WriteRef(ElementId element, int counter)
    {
        if (element.Replica == own.Index)
        {
            _ops.WriteInteger(counter - element.Counter);
            return;
        }
        _ops.WriteArrayHeader(2);
        _ops.WriteInteger(replicas[element.Replica].Id.Value);
        _ops.WriteInteger(element.Counter);
    }
}
