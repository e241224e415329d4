using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>A page that somebody may at least see.</summary>
internal sealed record VisiblePage(Page Page, WorkspaceRole? Role, PageDecision Decision)
{
    public PageAccess Level => Decision.Level;

    /// <summary>Whether the asker may change the page now: it is not in the trash, and they have edit access or more.</summary>
    public bool CanEdit => Level >= PageAccess.Edit;

    /// <summary>Whether the asker may share and move the page now.</summary>
    public bool IsFull => Level >= PageAccess.Full;

    /// <summary>Whether the asker may take the page out of the trash, if it is there.</summary>
    public bool MayRestore => Decision.Granted >= PageAccess.Edit;

    /// <summary>Whether the asker may delete the page for good, once it is in the trash.</summary>
    public bool MayDelete => Decision.Granted >= PageAccess.Full;
}
