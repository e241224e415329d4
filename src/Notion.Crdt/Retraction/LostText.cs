namespace Notion.Crdt;

/// <summary>Text that was shown and went with the changes that wrote it.</summary>
/// <param name="Block">The block that showed it, by its id in the document before.</param>
/// <param name="Key">The property whose text it was; null for the block's own.</param>
/// <param name="Text">What is gone of it, in the order in which it was shown; there may have been other text in between.</param>
public sealed record LostText(BlockId Block, string? Key, string Text);
