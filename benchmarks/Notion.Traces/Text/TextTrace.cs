namespace Notion.Traces;

/// <summary>A recorded editing session of one text: by one person (sequential), or by several who edited concurrently.</summary>
public sealed class TextTrace
{
    internal TextTrace(IReadOnlyList<TraceTransaction> transactions, string endContent, int agents, bool concurrent, bool positionsAreUtf16)
    {
        Transactions = transactions;
        EndContent = endContent;
        AgentCount = agents;
        IsConcurrent = concurrent;
        PositionsAreUtf16 = positionsAreUtf16;
    }

    /// <summary>In file order, which is a causal order. A sequential trace that starts from text begins with a transaction that inserts it.</summary>
    public IReadOnlyList<TraceTransaction> Transactions { get; }

    /// <summary>The text that every replica must show at the end.</summary>
    public string EndContent { get; }

    /// <summary>The number of people; 1 in a sequential trace.</summary>
    public int AgentCount { get; }

    /// <summary>Whether transactions have parents and several agents.</summary>
    public bool IsConcurrent { get; }

    /// <summary>
    /// Whether positions count UTF-16 units, as the engine's offsets do. Files count code points; the reader converts those of sequential traces.
    /// Those of a concurrent trace with text beyond the basic plane depend on the merged text they apply to, so <see cref="ConcurrentReplay"/> converts them.
    /// </summary>
    public bool PositionsAreUtf16 { get; }

    /// <summary>All patches in order. Of use for sequential traces only.</summary>
    public IEnumerable<Patch> Patches => Transactions.SelectMany(transaction => transaction.Patches);
}
