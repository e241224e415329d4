namespace Notion.Crdt;

/// <summary>
/// All elements of a document in the order of a snapshot: sequence by sequence, in the order of the blocks that they were made for. An element's place there is its
/// position. Neither order nor what is asked here of an element ever changes, but for whether it is erased.
/// </summary>
internal sealed class TextOrder
{
    private readonly Run[] _runs;                       // by position
    private readonly int[][] _byCounter;                // for each replica: its runs, by counter

    /// <param name="scope">What of the document it is about.</param>
    /// <param name="flips">Characters that were erased or shown again since, each as often as that happened.</param>
    public TextOrder(PackedScope scope, IReadOnlyList<(ElementId First, int Count)> flips)
    {
        DocumentState state = scope.State;
        var runs = new List<Run>(state.Blocks.Count);
        SpanTree tree = state.Sequences.Tree;
        int position = 0;
        foreach (BlockNode block in scope.Blocks)
        {
            if (!block.IsHead) continue;
            for (int span = block.Boundary; span >= 0 && (span == block.Boundary || tree[span].Kind != SpanKind.Head); span = tree.Next(span))
            {
                ref Span item = ref tree[span];
                int length = item.Replica < scope.Ends.Length ? Math.Min(item.Length, scope.Ends[item.Replica] - item.Counter) : 0;
                if (length <= 0) continue;              // came since
                runs.Add(new Run(position, item, length));
                position += length;
            }
        }
        Count = position;
        _runs = [.. runs];
        Erased = new PositionSet(Count);
        foreach (ref Run run in _runs.AsSpan())
            if (run.Deleted) Erased.AddRange(run.Position, run.Length);

        _byCounter = new int[scope.Ends.Length][];
        var lists = new List<int>[_byCounter.Length];
        for (int i = 0; i < lists.Length; i++) lists[i] = [];
        for (int i = 0; i < _runs.Length; i++) lists[_runs[i].Replica].Add(i);
        for (int i = 0; i < lists.Length; i++)
        {
            int[] order = [.. lists[i]];
            Array.Sort(order, (left, right) => _runs[left].Counter.CompareTo(_runs[right].Counter));
            for (int at = order.Length - 1; at >= 0; at--)
            {
                ref Run run = ref _runs[order[at]];
                run.ChainEnd = run.End;
                if (at == order.Length - 1) continue;
                ref Run next = ref _runs[order[at + 1]];
                if (run.IsText && next.IsText && next.Counter == run.End && next.Right == run.Right && next.Left == new ElementId(i, run.End - 1)) run.ChainEnd = next.ChainEnd;
            }
            _byCounter[i] = order;
        }
        foreach ((ElementId first, int count) in flips)
            for (int counter = first.Counter; counter < first.Counter + count && scope.Holds(first with { Counter = counter }); counter++) Erased.Flip(PositionOf(first.Replica, counter));
    }

    /// <summary>How many elements there are.</summary>
    public int Count { get; }

    /// <summary>The positions of the erased.</summary>
    public PositionSet Erased { get; }

    public ref Run this[int run] => ref _runs[run];

    /// <summary>The place in the order of counters of the first run of a replica that ends after a counter; the count of its runs if there is none.</summary>
    public int Find(int replica, int counter)
    {
        int[] order = _byCounter[replica];
        int low = 0, high = order.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[order[middle]].End <= counter) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>The run at a place in the order of counters; -1 beyond the last.</summary>
    public int At(int replica, int place) => place < _byCounter[replica].Length ? _byCounter[replica][place] : -1;

    /// <summary>The run that holds an element; -1 if there is none.</summary>
    public int RunOf(int replica, int counter)
    {
        int run = At(replica, Find(replica, counter));
        return run >= 0 && _runs[run].Counter <= counter ? run : -1;
    }

    /// <summary>Whether each of so many consecutive ids is a character.</summary>
    public bool AreCharacters(ElementId first, int count)
    {
        int place = Find(first.Replica, first.Counter);
        for (int counter = first.Counter, end = first.Counter + count; counter < end; place++)
        {
            int run = At(first.Replica, place);
            if (run < 0 || _runs[run].Counter > counter || !_runs[run].IsText) return false;
            counter = _runs[run].End;
        }
        return true;
    }

    public int PositionOf(int replica, int counter)
    {
        int run = RunOf(replica, counter);
        return run < 0 ? -1 : _runs[run].Position + counter - _runs[run].Counter;
    }

    /// <summary>The element at a position.</summary>
    public ElementId ElementAt(int position)
    {
        int low = 0, high = _runs.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].Position <= position) low = middle + 1;
            else high = middle;
        }
        ref Run run = ref _runs[low - 1];
        return new ElementId(run.Replica, run.Counter + position - run.Position);
    }

    internal struct Run(int position, in Span span, int length)
    {
        public readonly int Position = position;
        public readonly int Replica = span.Replica;
        public readonly int Counter = span.Counter;
        public readonly int Length = length;
        public readonly int Content = span.Content;
        public readonly ElementId Left = span.Left;
        public readonly ElementId Right = span.Right;
        public readonly SpanKind Kind = span.Kind;
        public readonly bool Deleted = span.Deleted;

        /// <summary>Text: where what goes on by counter, each with the one before as left origin and all with the same right origin, ends.</summary>
        public int ChainEnd;

        public readonly int End => Counter + Length;

        public readonly bool IsText => Kind <= SpanKind.Astral;
    }
}
