namespace Notion.Server.Pages;

/// <param name="Id">The page's UUID where the client chose it (offline, for instance); else the server takes one.</param>
/// <param name="Title">Written into the page's document; leave it out where the document brings its own.</param>
/// <param name="ParentId">The page that this one lies under; null for a page at the top.</param>
internal sealed record CreatePageRequest(Guid? Id, string? Title, Guid? ParentId);

/// <param name="ParentId">Null at the top, and where the asker may not see the page that this one lies under.</param>
/// <param name="Access">What the asker may do: <c>view</c>, <c>comment</c>, <c>edit</c> or <c>full</c>.</param>
/// <param name="TrashedAt">When the page itself was put into the trash.</param>
internal sealed record PageAnswer(
    Guid Id,
    Guid WorkspaceId,
    Guid? ParentId,
    string Title,
    string? Icon,
    string? Cover,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string Access,
    bool InTrash,
    DateTimeOffset? TrashedAt);

/// <param name="Next">Send it as <c>after</c> for the next part; null in the last.</param>
internal sealed record PageList(IReadOnlyList<PageAnswer> Items, Guid? Next);
