namespace Notion.Crdt.Interchange;

/// <summary>What an import did.</summary>
/// <param name="Blocks">The top-level blocks that it made, in order.</param>
/// <param name="BlockCount">How many blocks it made in all.</param>
/// <param name="Update">The update for other replicas; empty where nothing was made.</param>
public sealed record ImportResult(IReadOnlyList<BlockId> Blocks, int BlockCount, ReadOnlyMemory<byte> Update);
