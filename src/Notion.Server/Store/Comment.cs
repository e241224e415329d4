namespace Notion.Server.Store;

/// <summary>What somebody said about a page.</summary>
/// <param name="DiscussionId">Comments that belong together have the same.</param>
/// <param name="BlockId">The block that it is about, by its UUID in the page's document; null for the page itself.</param>
/// <param name="AuthorName">What the author is called now.</param>
/// <param name="Content">A JSON array of runs: <c>text</c> and <c>marks</c>.</param>
internal sealed record Comment(
    Guid Id, Guid DiscussionId, Guid PageId, Guid? BlockId, Guid AuthorId, string AuthorName, string Content, DateTimeOffset CreatedAt, DateTimeOffset EditedAt);
