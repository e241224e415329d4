namespace Notion.Crdt;

/// <summary>Builds the text of a document from the columns that <see cref="SpanColumns"/> wrote.</summary>
internal sealed class SpanLoader(DocumentState state, List<ReplicaState> replicas)
{
    private readonly List<(long Key, int Span)> _ids = [];
    private readonly List<ElementId> _origins = [];
    private ElementId _previous = ElementId.None;
    private ElementId _rightBefore = ElementId.None;

    public void Load(ref ColumnReader column, ReadOnlySpan<byte> utf8)
    {
        char[] text = System.Text.Encoding.UTF8.GetChars(utf8.ToArray());
        if (replicas.Count == 1) replicas[0].Text.Reserve(text.Length);
        state.Sequences.Tree.Reserve(column.Remaining / 3);
        ReadOnlySpan<char> left = text;
        int begun = 0;
        while (!column.AtEnd) ReadSpan(ref column, ref left, ref begun);
        if (!left.IsEmpty) throw SnapshotReader.Malformed("it has more text than spans");
        if (begun != state.Blocks.Count) throw SnapshotReader.Malformed("a block begins nowhere");
        IndexSpans();
        foreach (ElementId origin in _origins)
            if (state.Sequences.FindSpan(origin) < 0) throw SnapshotReader.Malformed("a neighbour does not exist");
    }

    private void ReadSpan(ref ColumnReader column, ref ReadOnlySpan<char> text, ref int begun)
    {
        int flags = column.Read(255);
        var kind = (SpanKind)(flags & SpanColumns.KindBits);
        bool deleted = (flags & SpanColumns.Deleted) != 0;
        if (kind is < SpanKind.Basic or > SpanKind.Head || (deleted && kind >= SpanKind.Boundary)) throw SnapshotReader.Malformed("a span is of no kind");
        if (_previous.IsNone && kind != SpanKind.Head) throw SnapshotReader.Malformed("its text does not begin with a head");

        ReplicaState replica = (flags & SpanColumns.SameReplica) == 0 ? replicas[column.Read(replicas.Count - 1)]
            : _previous.IsNone ? throw SnapshotReader.Malformed("its first span has no replica") : state.Replicas[_previous.Replica];
        long counter = _previous.Counter + column.ReadSigned();
        int number = column.Read(int.MaxValue), length = kind <= SpanKind.Astral ? number : 1;
        if (counter < 0 || length < 1 || counter + length > replica.End) throw SnapshotReader.Malformed("a span is not its replica's");

        var item = new Span { Replica = replica.Index, Counter = (int)counter, Length = length, Kind = kind, Deleted = deleted, Left = ElementId.None, Right = ElementId.None };
        if (kind != SpanKind.Head) ReadOrigins(ref column, flags, ref item);
        if (item.IsText) item.Content = TakeText(ref text, replica, kind, length);
        int span = state.Sequences.AppendLoaded(item);
        if (item.IsBoundary)
        {
            Begin(span, number);
            begun++;
        }
        _ids.Add((((long)replica.Index << 32) | (uint)counter, span));
        _previous = item.Last;
        if (kind != SpanKind.Head) _rightBefore = item.Right;
    }

    private void ReadOrigins(ref ColumnReader column, int flags, ref Span item)
    {
        item.Left = (flags & SpanColumns.LeftIsPrevious) != 0 ? _previous : ReadElement(ref column, item.Counter);
        if ((flags & SpanColumns.RightIsNone) != 0) return;
        item.Right = (flags & SpanColumns.RightAsBefore) != 0 ? _rightBefore : ReadElement(ref column, item.Counter);
    }

    private ElementId ReadElement(ref ColumnReader column, int counter)
    {
        int replica = replicas[column.Read(replicas.Count - 1)].Index;
        long at = counter + column.ReadSigned();
        if (at is < 0 or > OpId.MaxCounter) throw SnapshotReader.Malformed("a neighbour does not exist");
        var element = new ElementId(replica, (int)at);
        _origins.Add(element);
        return element;
    }

    private static int TakeText(ref ReadOnlySpan<char> text, ReplicaState replica, SpanKind kind, int length)
    {
        long units = (long)length * (int)kind;
        if (units > text.Length) throw SnapshotReader.Malformed("it has more spans than text");
        ReadOnlySpan<char> taken = text[..(int)units];
        bool fits = kind == SpanKind.Basic ? taken.IndexOfAnyInRange('\ud800', '\udfff') < 0 : taken.IndexOfAnyExceptInRange('\ud800', '\udfff') < 0;
        if (!fits) throw SnapshotReader.Malformed("a span's text is of another kind");
        text = text[taken.Length..];
        return replica.Text.Append(taken);
    }

    private void Begin(int span, int number)
    {
        if (number < 2 || number >= state.Blocks.NextIndex) throw SnapshotReader.Malformed("a boundary begins no block");
        BlockNode block = state.Blocks[number];
        ref Span item = ref state.Sequences.Tree[span];
        if (block.Boundary >= 0 || block.Created.Replica != item.Replica || block.Created.Counter != item.Counter)
            throw SnapshotReader.Malformed("a boundary is not its block's");
        block.Boundary = span;
        block.IsHead = item.Kind == SpanKind.Head;
        state.Sequences.Begin(span, number);
    }

    /// <summary>Enters the spans by their counters, in order, which is the quick way, and sees that no two share one.</summary>
    private void IndexSpans()
    {
        _ids.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        SpanTree tree = state.Sequences.Tree;
        for (int i = 0; i < _ids.Count; i++)
        {
            ref Span item = ref tree[_ids[i].Span];
            if (i + 1 < _ids.Count && _ids[i].Key + item.Length > _ids[i + 1].Key) throw SnapshotReader.Malformed("two spans share a counter");
            state.Replicas[item.Replica].Elements.Add(item.Counter, _ids[i].Span);
        }
    }
}
