namespace Notion.Crdt;

/// <summary>Something that was done and could not be carried over.</summary>
/// <param name="Operation">What it was in the document before.</param>
/// <param name="Author">Who did it.</param>
/// <param name="Reason">Why it could not be.</param>
/// <param name="Block">The block that it was about, by its id in the document before; for text, the one that shows it there. The root for the page's own.</param>
/// <param name="Key">The property's, set's or counter's key, or the mark's type; null where it is none of these.</param>
/// <param name="Text">The text that was typed and is still shown in the document before, or that was erased where the reason is <see cref="RebaseLossReason.MayReturn"/>; empty where it was something else.</param>
/// <param name="Value">The value that was set, added, removed or marked with; the type where that was set.</param>
public sealed record RebaseLoss(OpId Operation, string? Author, RebaseLossReason Reason, BlockId Block, string? Key, string Text, PropertyValue Value);
