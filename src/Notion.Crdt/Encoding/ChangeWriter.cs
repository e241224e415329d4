namespace Notion.Crdt;

/// <summary>
/// Encodes the operations of one local transaction as they are made. Consecutive typing becomes one insert, and consecutive erasing in either direction one erase.
/// </summary>
internal sealed partial class ChangeWriter(ReplicaTable replicas, ReplicaState own)
{
    private MessagePackSpanWriter _ops = new(256);
    private MessagePackSpanWriter _change = new(256);
    private int _count;

    private OpKind _open;                               // Insert or Erase, while it may still grow
    private int _openCounter;
    private ElementId _left, _right;                    // of the open insert; the open erase's first element is _left
    private int _start, _units, _elements;

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
    public int Insert(ElementId left, ElementId right, int start, int units, int elements)
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
        return counter;
    }

    public void Erase(ElementId first, int count)
    {
        if (_open == OpKind.Erase && first.Replica == _left.Replica)
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
        _open = OpKind.Erase;
        (_openCounter, _left, _elements) = (Take(1), first, count);
    }

    public int Create(string type, BlockNode parent, string position)
    {
        int counter = Begin(OpKind.Create, 4);
        _ops.WriteString(type);
        WritePlace(parent, position, counter);
        return counter;
    }

    public int Split(string type, BlockNode parent, string position, ElementId left, ElementId right)
    {
        int counter = Begin(OpKind.Split, 6);
        _ops.WriteString(type);
        WritePlace(parent, position, counter);
        WriteRef(left, counter);
        WriteRight(right, counter);
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
    public ReadOnlySpan<byte> Finish(HlcTimestamp time, List<Dependency> dependencies, string? author)
    {
        Close();
        _change.Clear();
        _change.WriteArrayHeader(author is not null ? 6 : dependencies.Count > 0 ? 5 : 4);
        _change.WriteInteger(own.Id.Value);
        _change.WriteInteger(own.End);
        WriteTime(time);
        _change.WriteArrayHeader(_count);
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
        else if (author is not null)
        {
            _change.WriteNil();
        }
        if (author is not null) _change.WriteString(author);
        return _change.Written;
    }

    private void WriteTime(HlcTimestamp time)
    {
        long added = time.Milliseconds - own.Time.Milliseconds;
        if (added == 0)
        {
            _change.WriteInteger(own.Time.Logical - time.Logical);
        }
        else if (time.Logical == 0)
        {
            _change.WriteInteger(added);
        }
        else
        {
            _change.WriteArrayHeader(2);
            _change.WriteInteger(added);
            _change.WriteInteger(time.Logical);
        }
    }

    private int Begin(OpKind kind, int fields)
    {
        Close();
        int counter = Take(1);
        _count++;
        _ops.WriteArrayHeader(fields);
        _ops.WriteInteger((int)kind);
        return counter;
    }

    private void Close()
    {
        if (_open == 0) return;
        bool insert = _open == OpKind.Insert;
        _ops.WriteArrayHeader(insert ? 4 : 3);
        _ops.WriteInteger((int)_open);
        WriteRef(_left, _openCounter);
        if (insert)
        {
            WriteRight(_right, _openCounter);
            _ops.WriteString(own.Text.Slice(_start, _units));
        }
        else
        {
            _ops.WriteInteger(_elements);
        }
        _count++;
        _open = 0;
    }

    private void WritePlace(BlockNode parent, string position, int counter)
    {
        WriteRef(parent, counter);
        _ops.WriteString(position);
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
