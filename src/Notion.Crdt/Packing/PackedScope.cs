namespace Notion.Crdt;

/// <summary>What of a document a packed history is about, as it was when the snapshot was written: what came since is left out of all orders and numbers.</summary>
internal sealed class PackedScope
{
    /// <param name="state">The document.</param>
    /// <param name="ends">For each replica, by dense number, how many of its counters the history is about. Replicas that came later have none.</param>
    public PackedScope(DocumentState state, int[] ends)
    {
        State = state;
        Ends = ends;
        for (int i = 0; i < ends.Length; i++)
            if (ends[i] > 0) Replicas.Add(state.Replicas[i]);
        Replicas.Sort((left, right) => left.Id.CompareTo(right.Id));
        Numbers = new int[ends.Length];
        for (int i = 0; i < Replicas.Count; i++) Numbers[Replicas[i].Index] = i;
        for (int i = 2; i < state.Blocks.NextIndex; i++)
            if (Holds(state.Blocks[i].Created.Operation)) Blocks.Add(state.Blocks[i]);
        Blocks.Sort((left, right) =>
        {
            int order = state.Replicas.Compare(left.Created.Replica, right.Created.Replica);
            return order != 0 ? order : left.Created.Counter.CompareTo(right.Created.Counter);
        });
    }

    public DocumentState State { get; }

    public int[] Ends { get; }

    /// <summary>The replicas by id: the place of one is its number.</summary>
    public List<ReplicaState> Replicas { get; } = [];

    /// <summary>For each replica, by dense number, its number here.</summary>
    public int[] Numbers { get; }

    /// <summary>The blocks by the operations that created them.</summary>
    public List<BlockNode> Blocks { get; } = [];

    public bool Holds(ElementId operation) => operation.Replica < Ends.Length && operation.Counter < Ends[operation.Replica];

    public static int[] EndsOf(DocumentState state) => [.. Enumerable.Range(0, state.Replicas.Count).Select(i => state.Replicas[i].End)];
}
