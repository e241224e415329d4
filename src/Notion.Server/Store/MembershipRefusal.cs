namespace Notion.Server.Store;

/// <summary>Why a change of a workspace, or of who belongs to it, was not made.</summary>
internal enum MembershipRefusal
{
    /// <summary>There is no such workspace, or the asker does not belong to it.</summary>
    NoSuchWorkspace = 1,

    NoSuchMember,

    /// <summary>The asker's role does not allow it.</summary>
    RoleTooLow,

    /// <summary>The workspace would be without an owner.</summary>
    LastOwner,

    /// <summary>It is no longer as the asker has seen it.</summary>
    Stale,
}
