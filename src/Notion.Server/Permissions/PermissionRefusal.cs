namespace Notion.Server.Permissions;

/// <summary>Why a change of permissions, or of where a page lies, was not made.</summary>
internal enum PermissionRefusal
{
    /// <summary>There is no such page, or the asker may not see it.</summary>
    NoSuchPage = 1,

    /// <summary>The asker may see the page and not do this.</summary>
    AccessTooLow,

    /// <summary>The workspace has no such user or group.</summary>
    NoSuchGrantee,

    /// <summary>The asker would not have full access any more.</summary>
    OwnAccessLost,

    /// <summary>The other page is none of the same workspace that the asker sees.</summary>
    NoSuchParent,

    /// <summary>The asker may see the other page and not put pages under it.</summary>
    ParentAccessTooLow,

    /// <summary>The asker's role does not let them put pages at the top, or bring guests in.</summary>
    RoleTooLow,

    /// <summary>The page would lie under itself.</summary>
    Cycle,

    /// <summary>Pages would lie deeper than they may.</summary>
    TooDeep,

    /// <summary>The page was not put into the trash itself.</summary>
    NotInTrash,

    /// <summary>Another page has the id.</summary>
    IdTaken,

    /// <summary>More pages at once than may be.</summary>
    TooMany,
}
