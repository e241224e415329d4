namespace Notion.Server.Search;

/// <param name="BlockId">The block that has the words; null when it is the page's title.</param>
/// <param name="Title">The page's title.</param>
/// <param name="Text">The title or the part of the block's text that has the words, as it was written: escape it before it goes into a web page.</param>
/// <param name="Ranges">The words in <paramref name="Text"/>, in UTF-16 code units.</param>
internal sealed record SearchResult(Guid PageId, Guid? BlockId, Guid WorkspaceId, string Title, string? Icon, string Text, IReadOnlyList<SearchRange> Ranges);

/// <param name="Next">Send it as <c>after</c> for the next part; null in the last.</param>
internal sealed record SearchResults(IReadOnlyList<SearchResult> Items, int? Next);
