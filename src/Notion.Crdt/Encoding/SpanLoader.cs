using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>Builds the text of a document from the columns that <see cref="SpanColumns"/> wrote, in bulk: no span is searched for, and nothing is sorted.</summary>
internal sealed class SpanLoader(DocumentState state, ShownLoader shown)
{
    /// <summary>Added to the kind of a span that is erased.</summary>
    internal const byte IsErased = 8;

    // By order of ids: of spans and of what begins blocks.
    private int[] _counters = [];
    private int[] _lengths = [];
    private int[] _places = [];
    private byte[] _kinds = [];                         // and whether erased
    private int _count;
    private int[] _firsts = [];                         // by replica: its first, and one more

    /// <summary>The blocks in the order in which they begin in the text, and how many UTF-16 units are shown between each and the next.</summary>
    public List<(int Block, int Units)> Begins { get; } = new(state.Blocks.Count);

    public void Load(ColumnSet columns)
    {
        ReadIds(columns);
        Insertions.Resolve(_places.AsSpan(0, _count));
        int[] slots = _places;
        ChunkedArray<Span> spans = Place(slots, columns);
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
        int[] counters = _counters = GC.AllocateUninitializedArray<int>(all), counts = _lengths = GC.AllocateUninitializedArray<int>(all), places = _places = GC.AllocateUninitializedArray<int>(all);
        byte[] kinds = _kinds = GC.AllocateUninitializedArray<byte>(all);
        _firsts = new int[shown.Replicas.Count + 1];
        int at = 0, place = -1, filled = 0;
        for (int number = 0; number < shown.Replicas.Count; number++)
        {
            _firsts[number] = filled;
            int replicaEnd = shown.Replicas[number].End, block = shown.FirstBlocks[number], lastBlock = shown.FirstBlocks[number + 1], end = 0, texts = at + (all == 0 ? 0 : rests.Read(forms.Length - at));
            int next = block < lastBlock ? state.Blocks[block].Created.Counter : replicaEnd;        // the counter of the next block, or where the replica ends
            while (true)
            {
                long start = long.MaxValue;
                int form = 0;
                if (at < texts)
                {
                    form = forms[at];
                    int gap = (form >> SpanColumns.GapShift) & SpanColumns.LargestGap;
                    start = (long)end + gap;
                    if (gap == SpanColumns.LargestGap) start += rests.Read(OpId.MaxCounter);
                }
                while (block < lastBlock && next < start)
                {
                    _count = filled;
                    place = Begin(state.Blocks[block], end, place, ref begins);
                    filled = _count;
                    next = ++block < lastBlock ? state.Blocks[block].Created.Counter : replicaEnd;
                }
                if (at == texts) break;
                int zigzag = form & SpanColumns.LargestPlace;
                if (zigzag == SpanColumns.LargestPlace) zigzag += rests.Read(int.MaxValue - SpanColumns.LargestPlace);
                int length = lengths[at++];
                byte kind = length == SpanColumns.LengthOfAstral ? (byte)SpanKind.Astral : (byte)SpanKind.Basic;
                long count = length;
                if (length is SpanColumns.LengthToNext or >= SpanColumns.LengthOfAstral)
                {
                    count = length == SpanColumns.LengthToNext ? next - start
                        : rests.Read(OpId.MaxCounter) + (length == SpanColumns.LongLength ? (long)SpanColumns.LengthOfAstral : 0);
                }
                if (count < 1 || start + count > next) throw SnapshotReader.Malformed("a span is not its replica's");
                long to = place + 1L + ((zigzag >> 1) ^ -(zigzag & 1));
                if (to < 0 || to > filled) throw SnapshotReader.Malformed("a span stands nowhere");
                counters[filled] = (int)start;
                counts[filled] = (int)count;
                kinds[filled] = (form & SpanColumns.ErasedBit) != 0 ? (byte)(kind | IsErased) : kind;
                places[filled++] = place = (int)to;
                end = (int)(start + count);
            }
        }
        _firsts[^1] = _count = filled;
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

    /// <summary>The spans in the order of the text, in which they are made one after the other, and the characters that are shown in their arenas.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ChunkedArray<Span> Place(int[] slots, ColumnSet columns)
    {
        long most = shown.Text.Length + columns.RequireLengthOf(SnapshotColumn.ErasedText);     // a unit takes a byte at least
        int[] contents = GC.AllocateUninitializedArray<int>(_count), order = GC.AllocateUninitializedArray<int>(_count);     // order: by slot
        for (int number = 0; number < shown.Replicas.Count; number++)
        {
            int first = _firsts[number], end = _firsts[number + 1], block = shown.FirstBlocks[number];
            long units = 0;
            for (int i = first; i < end; i++)
            {
                order[slots[i]] = i;
                int kind = _kinds[i] & ~IsErased;
                if (kind > (int)SpanKind.Astral)
                {
                    contents[i] = block++;
                    continue;
                }
                contents[i] = (int)units;
                units += (long)_lengths[i] * kind;
                if (units > most) throw SnapshotReader.Malformed("it has more spans than text");
            }
            shown.Replicas[number].Text.Extend((int)units);
        }
        state.ErasedText = new ErasedText(columns, shown.Replicas, _firsts, _lengths, _kinds);
        return PutInOrder(order, contents);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ChunkedArray<Span> PutInOrder(int[] order, int[] contents)
    {
        var spans = new ChunkedArray<Span>(SpanTree.SpanChunkBits);
        spans.Extend(order.Length);
        var text = new PackedText(shown.Text.Span);
        int first = 0, end = 0, replica = -1, head = 0, taken = 0;      // first, end: between which the ids are of the replica
        TextArena arena = null!;
        for (int slot = 0; slot < order.Length; slot++)
        {
            int i = order[slot];
            if (i < first || i >= end)
            {
                int number = NumberOf(i);
                (first, end) = (_firsts[number], _firsts[number + 1]);
                replica = shown.Replicas[number].Index;
                arena = shown.Replicas[number].Text;
            }
            ref Span item = ref spans[slot];
            var kind = (SpanKind)(_kinds[i] & ~IsErased);
            int length = _lengths[i], content = contents[i];
            item.Replica = replica;
            item.Counter = _counters[i];
            item.Length = length;
            item.Content = content;
            item.Kind = kind;
            if (kind >= SpanKind.Boundary)
            {
                if (kind == SpanKind.Head ? content < head : slot == 0) throw SnapshotReader.Malformed("its text does not begin with a head");
                if (kind == SpanKind.Head)
                {
                    item.Left = item.Right = ElementId.None;
                    head = content;
                }
                NoteBegin(content, slot, text.Taken - taken);
                taken = text.Taken;
                continue;
            }
            if (slot == 0) throw SnapshotReader.Malformed("its text does not begin with a head");
            if (_kinds[i] >= IsErased) item.Deleted = true;
            else text.Take(arena.Room(content, length * (int)kind), kind);
        }
        if (!text.AtEnd) throw SnapshotReader.Malformed("it has more text than spans");
        if (Begins.Count > 0) Begins[^1] = Begins[^1] with { Units = text.Taken - taken };
        return spans;
    }

    /// <summary>Tells a block where it begins. Heads stand in the order of their blocks.</summary>
    private void NoteBegin(int block, int span, int unitsBefore)
    {
        if (Begins.Count > 0) Begins[^1] = Begins[^1] with { Units = unitsBefore };
        Begins.Add((block, 0));
        state.Blocks[block].Boundary = span;
    }

    private int NumberOf(int i)
    {
        int low = 0, high = shown.Replicas.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (_firsts[middle] <= i) low = middle;
            else high = middle - 1;
        }
        return low;
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
