namespace Notion.Sync.Protocol;

/// <summary>What a user may do with a page; each level includes those before it.</summary>
public enum PageAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read.</summary>
    View = 1,

    /// <summary>Read and comment.</summary>
    Comment = 2,

    /// <summary>Change content.</summary>
    Edit = 3,

    /// <summary>Change content and share.</summary>
    Full = 4,
}
