namespace Notion.Traces;

/// <summary>A workload on a block tree by several replicas that work concurrently and meet at every sync.</summary>
/// <param name="ReplicaCount">How many replicas.</param>
/// <param name="Epochs">The operations between two syncs, in file order. Each replica's operations of an epoch are one change.</param>
public sealed record BlockTrace(int ReplicaCount, IReadOnlyList<IReadOnlyList<BlockOperation>> Epochs);
