namespace Notion.Crdt;

/// <summary>
/// The operations that a document's state still tells by their ids, whole or but for a little: creations, placements, marks, and the values of registers. They are
/// looked up by counter, since the counters that none of these and no text has are those of which the history must say more.
/// </summary>
internal sealed class KnownOps
{
    private readonly Entry[][] _entries;

    public KnownOps(PackedScope scope, IEnumerable<Entry> displaced)
    {
        var lists = new List<Entry>[scope.Ends.Length];
        for (int i = 0; i < lists.Length; i++) lists[i] = [];
        DocumentState state = scope.State;
        foreach (Placement placement in state.Placements.InOrder)
            Add(placement.Stamp, KindOf(placement), placement.Block, placement);
        for (int mark = 0; mark < state.Marks.Count; mark++)
            Add(state.Marks[mark].Stamp, OpKind.Mark, state.Blocks.Root, null, mark);
        AddRegisters(state.Blocks.Root);
        foreach (BlockNode block in scope.Blocks)
        {
            AddRegisters(block);
            if (block.TypeStamp != block.Created) Add(block.TypeStamp, OpKind.SetType, block, new PropertyRegister { Key = BlockValues.TypeKey, Value = block.Type, Stamp = block.TypeStamp });
        }
        foreach (Entry entry in displaced) lists[entry.Replica].Add(entry);

        _entries = new Entry[lists.Length][];
        for (int i = 0; i < lists.Length; i++)
        {
            Entry[] entries = [.. lists[i]];
            Array.Sort(entries, static (left, right) => left.Counter.CompareTo(right.Counter));
            int kept = 0;
            for (int at = 0; at < entries.Length; at++)
                if (kept == 0 || entries[at].Counter != entries[kept - 1].Counter) entries[kept++] = entries[at];
            _entries[i] = entries[..kept];
        }

        void Add(Stamp stamp, OpKind kind, BlockNode block, object? item, int mark = -1)
        {
            if (scope.Holds(stamp.Operation)) lists[stamp.Replica].Add(new Entry(stamp, kind, block, item, mark));
        }

        void AddRegisters(BlockNode block)
        {
            foreach (PropertyRegister register in block.Properties) Add(register.Stamp, OpKind.SetProperty, block, register);
            if (state.Values.Find(block) is not { } values) return;
            foreach ((string key, PropertyRegister[] losing) in values.Losing)
                foreach (PropertyRegister register in losing) Add(register.Stamp, key.Length == 0 ? OpKind.SetType : OpKind.SetProperty, block, register);
        }
    }

    public ReadOnlySpan<Entry> Of(int replica) => _entries[replica];

    private static OpKind KindOf(Placement placement)
    {
        if (placement.Stamp == placement.Block.Created) return placement.Block.IsHead ? OpKind.Create : OpKind.Split;
        if (placement.IsDeletion) return OpKind.Delete;
        return placement.Kind switch { PlacementKind.Joined => OpKind.Join, PlacementKind.Continuation => OpKind.Continue, _ => OpKind.Move };
    }

    /// <param name="Stamp">The operation.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Block">What it is about; the root for marks.</param>
    /// <param name="Item">Its placement or register.</param>
    /// <param name="Mark">The number of its mark, or -1.</param>
    internal readonly record struct Entry(Stamp Stamp, OpKind Kind, BlockNode Block, object? Item, int Mark)
    {
        public int Replica => Stamp.Replica;

        public int Counter => Stamp.Counter;
    }
}
