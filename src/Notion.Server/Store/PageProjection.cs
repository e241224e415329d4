namespace Notion.Server.Store;

/// <summary>What SQL readers see of the document at the committed version, as a difference to what they saw before.</summary>
/// <param name="IsWhole"><paramref name="Changed"/> holds every live block: what SQL readers saw before goes.</param>
/// <param name="Title">The page's title.</param>
/// <param name="Icon">The page's icon.</param>
/// <param name="Changed">Rows to write, parents before their children.</param>
/// <param name="Removed">Blocks that are shown no more, in any order.</param>
internal sealed record PageProjection(bool IsWhole, string Title, string? Icon, IReadOnlyList<BlockRow> Changed, IReadOnlyList<Guid> Removed)
{
    /// <summary>The address of the picture across the page's top; null for none.</summary>
    public string? Cover { get; init; }

    /// <summary>All links to pages of the blocks in <see cref="Changed"/>, each once.</summary>
    public IReadOnlyList<BlockLink> Links { get; init; } = [];

    /// <summary>What the page has as a row and as a database, where that has changed; null where it has not.</summary>
    public RowProjection? Row { get; init; }
}
