namespace Notion.Traces;

/// <summary>What one person did at one moment of a trace.</summary>
/// <param name="Agent">Who: from 0 to the number of agents − 1; 0 in a sequential trace.</param>
/// <param name="Parents">Indexes of the transactions whose merged result the patches were made on; empty in a sequential trace, where it is the one before.</param>
/// <param name="Patches">In order; see <see cref="TextTrace.PositionsAreUtf16"/> for the unit of their positions.</param>
public sealed record TraceTransaction(int Agent, IReadOnlyList<int> Parents, IReadOnlyList<Patch> Patches);
