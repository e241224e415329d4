namespace Notion.Crdt;

/// <summary>What came of carrying a document's changes over to another's snapshot.</summary>
/// <param name="Document">The snapshot, opened, with the changes made again in it.</param>
/// <param name="Update">Those changes, for other replicas of the snapshot's document; an update without changes where there was nothing to carry over.</param>
/// <param name="Blocks">For each block that was created again, by its id before, its id now.</param>
/// <param name="Lost">What could not be carried over, in the order in which it was done.</param>
public sealed record RebaseResult(Document Document, ReadOnlyMemory<byte> Update, IReadOnlyDictionary<BlockId, BlockId> Blocks, IReadOnlyList<RebaseLoss> Lost);
