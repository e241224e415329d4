namespace Notion.Server.Store;

/// <param name="Title">Projected from the document's root; "Untitled" while it has none.</param>
internal sealed record Page(Guid Id, Guid WorkspaceId, Guid? ParentId, string Title, string? Icon, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public const string DefaultTitle = "Untitled";
    public const int MaxTitleLength = 500;
    public const int MaxIconLength = 100;
}
