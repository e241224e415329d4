namespace Notion.Server.Store;

/// <summary>What somebody is in a workspace; each may do what those before it may, and more.</summary>
internal enum WorkspaceRole
{
    /// <summary>Sees only what was shared with them.</summary>
    Guest,

    /// <summary>Counts as everyone in the workspace.</summary>
    Member,

    /// <summary>A member who also says who belongs to the workspace.</summary>
    Admin,

    /// <summary>An admin who has full access to every page, and makes other owners.</summary>
    Owner,
}
