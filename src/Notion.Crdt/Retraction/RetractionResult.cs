namespace Notion.Crdt;

/// <summary>What came of taking changes back.</summary>
/// <param name="Document">The document without them, with what had to be made again.</param>
/// <param name="Kept">What of the document before is in it under its own ids.</param>
/// <param name="Update">What was made again, for other replicas; an update without changes where that is nothing.</param>
/// <param name="Dropped">The changes that went, each by its first operation, in the order in which they had been applied: those that were retracted, and what depended on them.</param>
/// <param name="Blocks">For each block that was created again, by its id before, its id now.</param>
/// <param name="Texts">The text that went, block by block, as it was shown.</param>
/// <param name="Lost">All that went, operation by operation, but for erasures: what was in the dropped changes, and the little of others for which there is no place without them.</param>
public sealed record RetractionResult(
    Document Document,
    VersionVector Kept,
    ReadOnlyMemory<byte> Update,
    IReadOnlyList<OpId> Dropped,
    IReadOnlyDictionary<BlockId, BlockId> Blocks,
    IReadOnlyList<LostText> Texts,
    IReadOnlyList<RebaseLoss> Lost);
