namespace Notion.Server.Store;

/// <summary>What a member may do in a workspace.</summary>
internal enum WorkspaceRole
{
    /// <summary>Reads and edits every page.</summary>
    Member,

    /// <summary>A member who also says who else is one.</summary>
    Owner,
}
