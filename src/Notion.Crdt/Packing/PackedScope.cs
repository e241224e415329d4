namespace Notion.Crdt;

/// <summary>What of a document a packed history is about, as it was when the snapshot was written: what came since is left out of all orders and numbers.</summary>
internal sealed class PackedScope
{
    private readonly int[] _blockNumbers;

    /// <param name="state">The document.</param>
    /// <param name="cut">Where the history begins.</param>
    /// <param name="ends">For each replica, by dense number, where it ends. Replicas that came later are not in it.</param>
    public PackedScope(DocumentState state, HistoryCut cut, int[] ends)
    {
        State = state;
        Cut = cut;
        Ends = ends;
        Starts = [.. Enumerable.Range(0, ends.Length).Select(i => cut[state.Replicas[i].Id].End)];
        for (int i = 0; i < ends.Length; i++)
            if (ends[i] > 0) Replicas.Add(state.Replicas[i]);
        Replicas.Sort((left, right) => left.Id.CompareTo(right.Id));
        Numbers = new int[ends.Length];
        for (int i = 0; i < Replicas.Count; i++) Numbers[Replicas[i].Index] = i;
        for (int i = 2; i < state.Blocks.NextIndex; i++)
            if (Holds(state.Blocks[i].Created.Operation)) Blocks.Add(state.Blocks[i]);
        _blockNumbers = new int[state.Blocks.NextIndex];
        Blocks.Sort((left, right) =>
        {
            int order = state.Replicas.Compare(left.Created.Replica, right.Created.Replica);
            return order != 0 ? order : left.Created.Counter.CompareTo(right.Created.Counter);
        });
        for (int i = 0; i < Blocks.Count; i++) _blockNumbers[Blocks[i].Index] = i + 1;
    }

    public DocumentState State { get; }

    public HistoryCut Cut { get; }

    /// <summary>For each replica, by dense number, the counter with which its history begins.</summary>
    public int[] Starts { get; }

    public int[] Ends { get; }

    /// <summary>The replicas by id: the place of one is its number.</summary>
    public List<ReplicaState> Replicas { get; } = [];

    /// <summary>For each replica, by dense number, its number here.</summary>
    public int[] Numbers { get; }

    /// <summary>The blocks by the operations that created them.</summary>
    public List<BlockNode> Blocks { get; } = [];

    /// <summary>The place of a block in <see cref="Blocks"/>, from 1; 0 for one that is not there.</summary>
    public int NumberOf(BlockNode block) => _blockNumbers[block.Index];

    public bool Holds(ElementId operation) => operation.Replica < Ends.Length && operation.Counter < Ends[operation.Replica];

    public static int[] EndsOf(DocumentState state) => [.. Enumerable.Range(0, state.Replicas.Count).Select(i => state.Replicas[i].End)];
}
