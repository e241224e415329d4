namespace Notion.Crdt;

/// <summary>
/// The columns that hold all text: the characters that are shown, in the order of the text; those that are erased, in the order of their ids; and the spans that both belong to.
/// </summary>
/// <remarks>
/// <para>Spans are written in the order in which each replica made them, so that ids cost nothing, and a place is told from that of the span before: people go on where they were.
/// Three small numbers share a byte (<see cref="ErasedBit"/>, gap, place); what does not fit follows in a column of its own.</para>
/// <para>Neighbours with which a span was inserted follow from the places and from what was known (<see cref="NeighbourGuess"/>); only others are written.</para>
/// <para>Neighbours that are one run are written as one span, however the tree holds them. Heads and boundaries are those of the blocks, so only their places are
/// written, a head's from the end, where it nearly always goes.</para>
/// </remarks>
internal sealed class SpanColumns(DocumentState state, List<ReplicaState> replicas, List<BlockNode> blocks)
{
    internal const int ErasedBit = 128, GapShift = 4, LargestGap = 7, LargestPlace = 15;

    /// <summary>Lengths of special meaning: up to what the replica made next that is no text, beyond the basic plane, and long.</summary>
    internal const int LengthToNext = 0, LengthOfAstral = 254, LongLength = 255;

    private readonly ChunkedArray<Span> _spans = new(SpanTree.SpanChunkBits);   // in the order of the text
    private readonly List<(int Replica, int Content, int Units)> _pieces = [];
    private readonly List<int> _pieceEnds = [];         // by span

    public void Write(ColumnSet columns, int[] replicaNumbers, int[] blockNumbers)
    {
        state.RequireErasedText();
        Collect();
        WriteShown(columns, blockNumbers);
        int[] order = InOrderOfIds(replicaNumbers);
        WriteSpans(columns, order);
        WriteErased(columns, order);
        WriteNeighbours(columns, order, replicaNumbers);
    }

    /// <summary>The spans of all sequences, in the order of the blocks they were made for.</summary>
    private void Collect()
    {
        SpanTree tree = state.Sequences.Tree;
        foreach (BlockNode block in blocks)
        {
            if (!block.IsHead) continue;
            Add(tree[block.Boundary]);
            for (int span = tree.Next(block.Boundary); span >= 0 && tree[span].Kind != SpanKind.Head; span = tree.Next(span)) Add(tree[span]);
        }
    }

    private void Add(in Span span)
    {
        if (span.IsText) _pieces.Add((span.Replica, span.Content, span.Units));
        if (span.IsText && _spans.Count > 0)
        {
            ref Span last = ref _spans[_spans.Count - 1];
            if (span.Kind == last.Kind && span.Deleted == last.Deleted && span.Replica == last.Replica && span.Counter == last.End && span.Left == last.Last && span.Right == last.Right)
            {
                last.Length += span.Length;
                _pieceEnds[^1] = _pieces.Count;
                return;
            }
        }
        _spans[_spans.Add()] = span;
        _pieceEnds.Add(_pieces.Count);
    }

    private void WriteShown(ColumnSet columns, int[] blockNumbers)
    {
        ColumnWriter text = new(), regions = new();
        var lengths = new List<int>();
        var before = new int[state.Blocks.NextIndex];
        int last = 0, start = 0;
        for (int i = 0; i < _spans.Count; i++)
        {
            Span span = _spans[i];
            if (span.IsText)
            {
                if (!span.Deleted) WritePieces(ref text, i);
                continue;
            }
            BlockNode block = state.Blocks[span.Content];
            if (state.Arrangement.IsOff(block)) continue;
            if (i > 0) lengths.Add(text.Written.Length - start);
            start = text.Written.Length;
            before[block.Index] = last;
            last = blockNumbers[block.Index];
        }
        if (_spans.Count > 0) lengths.Add(text.Written.Length - start);
        foreach (BlockNode block in blocks)
            if (!block.IsHead && !state.Arrangement.IsOff(block)) regions.WriteSigned(blockNumbers[block.Index] - before[block.Index]);
        foreach (int length in lengths) regions.Write(length);
        columns.Add(SnapshotColumn.Regions, regions.Written);
        columns.Add(SnapshotColumn.Text, text.Written);
    }

    private void WriteErased(ColumnSet columns, int[] order)
    {
        var text = new ColumnWriter();
        foreach (int i in order)
            if (_spans[i].Deleted) WritePieces(ref text, i);
        columns.Add(SnapshotColumn.ErasedText, text.Written);
    }

    private void WritePieces(ref ColumnWriter text, int span)
    {
        for (int piece = span == 0 ? 0 : _pieceEnds[span - 1]; piece < _pieceEnds[span]; piece++)
        {
            (int replica, int content, int units) = _pieces[piece];
            text.WriteText(state.Replicas[replica].Text.Slice(content, units));
        }
    }

    private int[] InOrderOfIds(int[] replicaNumbers)
    {
        var keys = new long[_spans.Count];
        var order = new int[_spans.Count];
        for (int i = 0; i < order.Length; i++)
        {
            keys[i] = ((long)replicaNumbers[_spans[i].Replica] << 32) | (uint)_spans[i].Counter;
            order[i] = i;
        }
        Array.Sort(keys, order);
        return order;
    }

    private void WriteSpans(ColumnSet columns, int[] order)
    {
        ColumnWriter forms = new(), lengths = new(), rests = new(), begins = new();
        int[] places = Insertions.PlacesOf(order);
        int at = 0, place = -1;
        foreach (ReplicaState replica in replicas)
        {
            int first = at, texts = 0;
            for (; at < order.Length && _spans[order[at]].Replica == replica.Index; at++)
                if (_spans[order[at]].IsText) texts++;
            rests.Write(texts);
            for (int i = first, end = 0; i < at; i++)
            {
                Span span = _spans[order[i]];
                if (span.Kind == SpanKind.Head) begins.Write(i - places[i]);
                if (span.Kind == SpanKind.Boundary) begins.WriteSigned(places[i] - (place + 1));
                if (span.IsText)
                {
                    int next = NextThatIsNoText(order, i, at, replica.End);
                    WriteSpan(span, span.Counter - end, Zigzag(places[i] - (place + 1)), next, ref forms, ref lengths, ref rests);
                    end = span.End;
                }
                place = places[i];
            }
        }
        columns.Add(SnapshotColumn.Spans, forms.Written);
        columns.Add(SnapshotColumn.SpanLengths, lengths.Written);
        columns.Add(SnapshotColumn.SpanRests, _spans.Count == 0 ? default : rests.Written);
        columns.Add(SnapshotColumn.BlockPlaces, begins.Written);
    }

    /// <summary>The counter of what the replica made after a span and is no text, if that comes right after it; else -1.</summary>
    private int NextThatIsNoText(int[] order, int at, int end, int replicaEnd) =>
        at + 1 == end ? replicaEnd : _spans[order[at + 1]].IsText ? -1 : _spans[order[at + 1]].Counter;

    private static void WriteSpan(in Span span, int gap, uint place, int next, ref ColumnWriter forms, ref ColumnWriter lengths, ref ColumnWriter rests)
    {
        forms.WriteByte((byte)((span.Deleted ? ErasedBit : 0) | (Math.Min(gap, LargestGap) << GapShift) | (int)Math.Min(place, LargestPlace)));
        if (gap >= LargestGap) rests.Write(gap - LargestGap);
        if (place >= LargestPlace) rests.Write(place - LargestPlace);
        if (span.Kind == SpanKind.Astral)
        {
            lengths.WriteByte(LengthOfAstral);
            rests.Write(span.Length);
        }
        else if (span.End == next)
        {
            lengths.WriteByte(LengthToNext);
        }
        else if (span.Length < LengthOfAstral)
        {
            lengths.WriteByte((byte)span.Length);
        }
        else
        {
            lengths.WriteByte(LongLength);
            rests.Write(span.Length - LengthOfAstral);
        }
    }

    private void WriteNeighbours(ColumnSet columns, int[] order, int[] replicaNumbers)
    {
        var guessed = new ChunkedArray<Span>(SpanTree.SpanChunkBits);
        guessed.Extend(_spans.Count);
        for (int i = 0; i < _spans.Count; i++) guessed[i] = _spans[i];
        new NeighbourGuess(state.Replicas).Fill(guessed);
        var column = new ColumnWriter();
        int before = -1;
        for (int i = 0; i < order.Length; i++)
        {
            Span span = _spans[order[i]], guess = guessed[order[i]];
            if (span.Kind == SpanKind.Head || (span.Left == guess.Left && span.Right == guess.Right)) continue;
            column.Write(i - before - 1);
            before = i;
            WriteElement(ref column, span.Left, span.Counter, replicaNumbers);
            WriteElement(ref column, span.Right, span.Counter, replicaNumbers);
        }
        columns.Add(SnapshotColumn.Neighbours, column.Written);
    }

    /// <summary>0 for none, else the replica's number from 1, and how far its counter is from one nearby.</summary>
    private static void WriteElement(ref ColumnWriter column, ElementId element, int near, int[] replicaNumbers)
    {
        if (element.IsNone)
        {
            column.Write(0);
            return;
        }
        column.Write(replicaNumbers[element.Replica] + 1);
        column.WriteSigned((long)element.Counter - near);
    }

    private static uint Zigzag(int value) => ((uint)value << 1) ^ (uint)(value >> 31);
}
