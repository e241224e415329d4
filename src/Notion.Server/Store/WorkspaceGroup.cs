namespace Notion.Server.Store;

/// <summary>Members of a workspace to share with all at once.</summary>
internal sealed record WorkspaceGroup(Guid Id, Guid WorkspaceId, string Name, DateTimeOffset CreatedAt)
{
    public IReadOnlyList<Guid> Members { get; init; } = [];
}
