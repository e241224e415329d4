namespace Notion.Server.Search;

/// <summary>A text that has all the words.</summary>
/// <param name="BlockId">The nil UUID for the page's title.</param>
internal readonly record struct SearchHit(Guid PageId, Guid BlockId);
