namespace Notion.Server.Permissions;

/// <summary>Which pages a list is of, in order of creation.</summary>
/// <param name="WorkspaceId">Of this workspace.</param>
internal sealed record PageQuery(Guid WorkspaceId)
{
    /// <summary>Only those right under this page.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Those that were put into the trash themselves, in the place of those that lie outside it.</summary>
    public bool InTrash { get; init; }

    /// <summary>Only those that this user has marked as favourites.</summary>
    public Guid? FavouriteOf { get; init; }
}
