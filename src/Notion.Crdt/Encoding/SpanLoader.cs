using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>Builds the text of a document from the columns that <see cref="SpanColumns"/> wrote, in bulk: no span is searched for, and nothing is sorted.</summary>
internal sealed class SpanLoader(DocumentState state, ShownLoader shown)
{
    private const byte IsErased = 8;

    // By order of ids: of spans and of what begins blocks.
    private int[] _counters = [];
    private int[] _lengths = [];
    private int[] _places = [];
    private byte[] _kinds = [];                         // and whether erased
    private int _count;
    private int[] _firsts = [];                         // by replica: its first, and one more

    public void Load(ColumnSet columns)
    {
        ReadIds(columns);
        Insertions.Resolve(_places.AsSpan(0, _count));
        int[] slots = _places;
        ChunkedArray<Span> spans = Place(slots, columns);
        CopyShownText(spans);
        new NeighbourGuess(state.Replicas).Fill(spans);
        state.Sequences.Build(spans);
        for (int i = 0; i < shown.Replicas.Count; i++)
            shown.Replicas[i].Elements.Build(_counters.AsSpan(_firsts[i].._firsts[i + 1]), slots.AsSpan(_firsts[i].._firsts[i + 1]));
        ReadNeighbours(columns, slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadIds(ColumnSet columns)
    {
        ReadOnlySpan<byte> forms = columns.Get(SnapshotColumn.Spans).Span, lengths = columns.Get(SnapshotColumn.SpanLengths).Span;
        ColumnReader rests = columns.Open(SnapshotColumn.SpanRests), begins = columns.Open(SnapshotColumn.BlockPlaces);
        if (lengths.Length != forms.Length) throw SnapshotReader.Malformed("a span has no length");
        int all = forms.Length + state.Blocks.Count;
        (_counters, _lengths, _places, _kinds, _firsts) = (new int[all], new int[all], new int[all], new byte[all], new int[shown.Replicas.Count + 1]);
        int at = 0, place = -1;
        for (int number = 0; number < shown.Replicas.Count; number++)
        {
            _firsts[number] = _count;
            int replicaEnd = shown.Replicas[number].End, block = shown.FirstBlocks[number], lastBlock = shown.FirstBlocks[number + 1], end = 0, texts = at + (all == 0 ? 0 : rests.Read(forms.Length - at));
            while (true)
            {
                long start = long.MaxValue;
                int form = 0;
                if (at < texts)
                {
                    form = forms[at];
                    int gap = (form >> SpanColumns.GapShift) & SpanColumns.LargestGap;
                    start = (long)end + gap + (gap == SpanColumns.LargestGap ? rests.Read(OpId.MaxCounter) : 0);
                }
                for (; block < lastBlock && state.Blocks[block].Created.Counter < start; block++) place = Begin(state.Blocks[block], end, place, ref begins);
                if (at == texts) break;
                int next = block < lastBlock ? state.Blocks[block].Created.Counter : replicaEnd;
                int offset = form & SpanColumns.LargestPlace;
                long zigzag = offset + (offset == SpanColumns.LargestPlace ? rests.Read(int.MaxValue - SpanColumns.LargestPlace) : 0);
                int length = lengths[at++];
                byte kind = length == SpanColumns.LengthOfAstral ? (byte)SpanKind.Astral : (byte)SpanKind.Basic;
                long count = length switch
                {
                    SpanColumns.LengthToNext => next - start,
                    SpanColumns.LengthOfAstral => rests.Read(OpId.MaxCounter),
                    SpanColumns.LongLength => (long)SpanColumns.LengthOfAstral + rests.Read(OpId.MaxCounter),
                    _ => length,
                };
                if (count < 1 || start + count > next) throw SnapshotReader.Malformed("a span is not its replica's");
                place = At(place + 1 + ((zigzag >> 1) ^ -(zigzag & 1)));
                (_counters[_count], _lengths[_count], _kinds[_count]) = ((int)start, (int)count, (form & SpanColumns.ErasedBit) != 0 ? (byte)(kind | IsErased) : kind);
                _places[_count++] = place;
                end = (int)(start + count);
            }
        }
        _firsts[^1] = _count;
        if (at != forms.Length || !rests.AtEnd || !begins.AtEnd) throw SnapshotReader.Malformed("it has more spans than replicas made");
    }

    /// <summary>A head or boundary.</summary>
    private int Begin(BlockNode block, int end, int place, ref ColumnReader begins)
    {
        if (block.Created.Counter < end) throw SnapshotReader.Malformed("two spans share a counter");
        place = block.IsHead ? At((long)_count - begins.Read(int.MaxValue)) : At(place + 1 + begins.ReadSigned());
        (_counters[_count], _lengths[_count], _kinds[_count]) = (block.Created.Counter, 1, (byte)(block.IsHead ? SpanKind.Head : SpanKind.Boundary));
        _places[_count++] = place;
        return place;
    }

    private int At(long place) => place >= 0 && place <= _count ? (int)place : throw SnapshotReader.Malformed("a span stands nowhere");

    /// <summary>The spans in the order of the text. Their characters go to the arenas: the erased ones now, the others have their room there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ChunkedArray<Span> Place(int[] slots, ColumnSet columns)
    {
        var spans = new ChunkedArray<Span>(SpanTree.SpanChunkBits);
        spans.Extend(_count);
        var erased = new PackedText(columns.Get(SnapshotColumn.ErasedText).Span);
        for (int number = 0; number < shown.Replicas.Count; number++)
        {
            ReplicaState replica = shown.Replicas[number];
            int block = shown.FirstBlocks[number], units = 0;
            for (int i = _firsts[number]; i < _firsts[number + 1]; i++)
                if ((_kinds[i] & ~IsErased) <= (int)SpanKind.Astral) units += _lengths[i] * (_kinds[i] & ~IsErased);
            if (units > shown.Text.Length + erased.Size) throw SnapshotReader.Malformed("it has more spans than text");
            int content = replica.Text.Extend(units, out Span<char> text);
            for (int i = _firsts[number]; i < _firsts[number + 1]; i++)
            {
                ref Span item = ref spans[slots[i]];
                item.Replica = replica.Index;
                item.Counter = _counters[i];
                item.Length = _lengths[i];
                item.Kind = (SpanKind)(_kinds[i] & ~IsErased);
                item.Right = ElementId.None;
                if (item.IsBoundary)
                {
                    item.Left = ElementId.None;
                    item.Content = block++;
                    continue;
                }
                item.Content = content;
                item.Deleted = (_kinds[i] & IsErased) != 0;
                int size = item.Units;
                content += size;
                if (item.Deleted) erased.Take(text[..size], item.Kind);
                text = text[size..];
            }
        }
        if (!erased.AtEnd) throw SnapshotReader.Malformed("it has more text than spans");
        BeginBlocks(spans);
        return spans;
    }

    /// <summary>Tells the blocks where they begin. The text begins with a head, and heads stand in the order of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BeginBlocks(ChunkedArray<Span> spans)
    {
        int last = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            bool head = spans[i].Kind == SpanKind.Head;
            if ((i == 0 && !head) || (head && spans[i].Content < last)) throw SnapshotReader.Malformed("its text does not begin with a head");
            if (head) last = spans[i].Content;
            if (spans[i].IsBoundary) state.Blocks[spans[i].Content].Boundary = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyShownText(ChunkedArray<Span> spans)
    {
        var text = new PackedText(shown.Text.Span);
        int number = -1;
        TextArena arena = null!;
        for (int i = 0; i < spans.Count; i++)
        {
            ref Span item = ref spans[i];
            if (item.IsBoundary || item.Deleted) continue;
            if (item.Replica != number) arena = state.Replicas[number = item.Replica].Text;
            text.Take(arena.Room(item.Content, item.Units), item.Kind);
        }
        if (!text.AtEnd) throw SnapshotReader.Malformed("it has more text than spans");
    }

    private void ReadNeighbours(ColumnSet columns, int[] slots)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Neighbours);
        for (int at = -1; !column.AtEnd;)
        {
            at += 1 + column.Read(_count);
            if ((uint)at >= (uint)_count || (SpanKind)(_kinds[at] & ~IsErased) == SpanKind.Head) throw SnapshotReader.Malformed("a neighbour is of no span");
            ElementId left = ReadElement(ref column, _counters[at]), right = ReadElement(ref column, _counters[at]);
            if (left.IsNone) throw SnapshotReader.Malformed("a neighbour does not exist");
            ref Span item = ref state.Sequences.Tree[slots[at]];
            (item.Left, item.Right) = (left, right);
        }
    }

    private ElementId ReadElement(ref ColumnReader column, int near)
    {
        int number = column.Read(shown.Replicas.Count);
        if (number == 0) return ElementId.None;
        long counter = near + column.ReadSigned();
        var element = new ElementId(shown.Replicas[number - 1].Index, (int)counter);
        if (counter is < 0 or > OpId.MaxCounter || state.Sequences.FindSpan(element) < 0) throw SnapshotReader.Malformed("a neighbour does not exist");
        return element;
    }
}
