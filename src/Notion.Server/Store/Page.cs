namespace Notion.Server.Store;

/// <param name="Title">Projected from the document's root; "Untitled" while it has none.</param>
internal sealed record Page(Guid Id, Guid WorkspaceId, Guid? ParentId, string Title, string? Icon, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>An address; null for none.</summary>
    public string? Cover { get; init; }

    /// <summary>The page inherits no permissions.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>When the page itself was put into the trash; null when it was not. What lies under it is in the trash with it.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    public const string DefaultTitle = "Untitled";
    public const int MaxTitleLength = 500;
    public const int MaxIconLength = 2_000;
    public const int MaxCoverLength = 2_000;
}
