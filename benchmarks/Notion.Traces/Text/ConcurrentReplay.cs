using Notion.Crdt;

namespace Notion.Traces;

/// <summary>
/// Replays a concurrent trace with one replica per agent. Before each transaction its agent's replica receives exactly those
/// transactions of the others that lie in the causal past of the parents and that it lacks; then it does the patches as one change.
/// </summary>
public sealed class ConcurrentReplay
{
    private readonly TextTrace _trace;
    private readonly Document[] _replicas;
    private readonly ReadOnlyMemory<byte>[] _updates;
    private readonly List<int>[] _byAgent;
    private readonly int[][] _received;
    private readonly int[][] _versions;

    private ConcurrentReplay(TextTrace trace)
    {
        int agents = trace.AgentCount;
        _trace = trace;
        _replicas = [.. Enumerable.Range(0, agents).Select(agent => TextPage.Open(100 + agent))];
        _updates = new ReadOnlyMemory<byte>[trace.Transactions.Count];
        _byAgent = [.. _replicas.Select(_ => new List<int>())];
        _received = [.. _replicas.Select(_ => new int[agents])];
        _versions = new int[trace.Transactions.Count][];
    }

    /// <summary>One per agent, each with what its agent had seen by the agent's last transaction.</summary>
    public IReadOnlyList<Document> Replicas => _replicas;

    /// <summary>The updates of the transactions that changed something, in a causal order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Updates => _updates.Where(update => update.Length > 0);

    /// <summary>Replays the whole trace.</summary>
    /// <exception cref="TraceException">An agent's transactions are concurrent with each other, or a patch reaches beyond the text.</exception>
    public static ConcurrentReplay Run(TextTrace trace)
    {
        var replay = new ConcurrentReplay(trace);
        for (int i = 0; i < trace.Transactions.Count; i++) replay.Step(i);
        return replay;
    }

    /// <summary>Brings every replica everything that it still lacks.</summary>
    public void MergeAll()
    {
        int[] everything = [.. _byAgent.Select(list => list.Count)];
        for (int agent = 0; agent < _replicas.Length; agent++) Receive(agent, everything);
    }

    private void Step(int index)
    {
        TraceTransaction transaction = _trace.Transactions[index];
        int agent = transaction.Agent;
        int[] version = new int[_replicas.Length];
        foreach (int parent in transaction.Parents)
            for (int other = 0; other < version.Length; other++) version[other] = Math.Max(version[other], _versions[parent][other]);
        if (version[agent] != _byAgent[agent].Count)
            throw new TraceException($"Transaction {index} does not descend from the one before it by the same agent, so the trace cannot be replayed.");
        Receive(agent, version);
        if (transaction.Patches.Count > 0) _updates[index] = Edit(_replicas[agent], transaction.Patches, index);
        _byAgent[agent].Add(index);
        version[agent]++;
        _versions[index] = version;
    }

    private void Receive(int agent, int[] version)
    {
        var missing = new List<int>();
        int[] received = _received[agent];
        for (int other = 0; other < version.Length; other++)
        {
            if (other == agent) continue;
            for (int i = received[other]; i < version[other]; i++) missing.Add(_byAgent[other][i]);
            received[other] = Math.Max(received[other], version[other]);
        }
        missing.Sort();
        foreach (int index in missing)
            if (_updates[index].Length > 0) _replicas[agent].Apply(_updates[index].Span);
    }

    private ReadOnlyMemory<byte> Edit(Document replica, IReadOnlyList<Patch> patches, int index)
    {
        CodePointText? converter = _trace.PositionsAreUtf16 ? null : new CodePointText(TextPage.TextOf(replica));
        int length = converter?.Length ?? replica.GetBlock(TextPage.Block).TextLength;
        using Transaction transaction = replica.Begin();
        foreach (Patch patch in patches)
        {
            if ((long)patch.Position + patch.Deleted > length)
                throw new TraceException($"A patch of transaction {index} reaches to {(long)patch.Position + patch.Deleted}, but the text that its parents merge to has {length} code points.");
            TextPage.Apply(transaction, converter?.Apply(patch) ?? patch);
            length = converter?.Length ?? length + patch.Inserted.Length - patch.Deleted;
        }
        return transaction.Commit();
    }
}
