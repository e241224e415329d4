namespace Notion.Crdt;

/// <summary>
/// The operations that a document's state still tells by their ids, whole or but for a little: creations, placements, marks, and the values of registers. They are
/// looked up by counter, since the counters that none of these and no text has are those of which the history must say more.
/// </summary>
internal sealed class KnownOps
{
    private readonly Entry[][] _entries;
    private readonly Dictionary<BlockNode, string> _firstTypes = [];     // with which blocks were created, where that is told

    /// <param name="scope">What is asked about.</param>
    /// <param name="displaced">Registers that the state held when the snapshot was written, and which were overwritten since.</param>
    public KnownOps(PackedScope scope, IReadOnlyList<(BlockNode Block, PropertyRegister Register)> displaced)
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
            AddRegister(block, new PropertyRegister { Key = BlockValues.TypeKey, Value = block.Type, Stamp = block.TypeStamp });
        }
        foreach ((BlockNode block, PropertyRegister register) in displaced) AddRegister(block, register);

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
            foreach (PropertyRegister register in block.Properties) AddRegister(block, register);
            if (state.Values.Find(block) is not { } values) return;
            foreach (PropertyRegister[] losing in values.Losing.Values)
                foreach (PropertyRegister register in losing) AddRegister(block, register);
        }

        void AddRegister(BlockNode block, PropertyRegister register)
        {
            bool isType = register.Key == BlockValues.TypeKey;
            if (isType && register.Stamp == block.Created) _firstTypes[block] = register.Value.AsString();
            else Add(register.Stamp, isType ? OpKind.SetType : OpKind.SetProperty, block, register);
        }
    }

    public ReadOnlySpan<Entry> Of(int replica) => _entries[replica];

    /// <summary>The type with which a block was created; null where the state does not tell it any more.</summary>
    public string? TypeOf(BlockNode block) => _firstTypes.GetValueOrDefault(block);

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
