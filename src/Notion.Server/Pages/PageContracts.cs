namespace Notion.Server.Pages;

/// <param name="Id">The page's UUID where the client chose it (offline, for instance); else the server takes one.</param>
/// <param name="Title">Written into the page's document; leave it out where the document brings its own.</param>
/// <param name="ParentId">The page that this one lies under; null for a page at the top.</param>
internal sealed record CreatePageRequest(Guid? Id, string? Title, Guid? ParentId);

internal sealed record PageAnswer(Guid Id, Guid WorkspaceId, Guid? ParentId, string Title, string? Icon, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Next">Send it as <c>after</c> for the next part; null in the last.</param>
internal sealed record PageList(IReadOnlyList<PageAnswer> Items, Guid? Next);
