namespace Notion.Crdt;

/// <summary>
/// What has to be done to what one version shows to get what another shows: take out the blocks that are deleted or moved; then, in the order of
/// <see cref="Blocks"/>, put those that are created, restored or moved at their index under their parent; then set types, properties and texts.
/// </summary>
/// <remarks>Immutable; safe from any thread, and independent of the documents that it was made of.</remarks>
public sealed class DocumentDiff
{
    internal DocumentDiff(IReadOnlyList<BlockDelta> blocks) => Blocks = blocks;

    /// <summary>The blocks that differ: deleted ones first, then the others in the order in which the version after shows them, parents before children.
    /// What is shown under a deleted block is listed as deleted, too, or as moved.</summary>
    public IReadOnlyList<BlockDelta> Blocks { get; }

    /// <summary>Whether both versions show the same.</summary>
    public bool IsEmpty => Blocks.Count == 0;

    /// <summary>How many UTF-16 units of text come in.</summary>
    public int InsertedUnits => Units(TextDeltaKind.Insert);

    /// <summary>How many UTF-16 units of text go, those of blocks that are deleted not counted.</summary>
    public int DeletedUnits => Units(TextDeltaKind.Delete);

    private int Units(TextDeltaKind kind) => Blocks.Sum(block => block.Text.Sum(step => step.Kind == kind ? step.Length : 0));
}
