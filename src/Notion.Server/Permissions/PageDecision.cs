using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>What somebody may do on a page.</summary>
/// <param name="Granted">What grants and role come to, wherever the page lies.</param>
/// <param name="IsInTrash">The page or one above it was put into the trash.</param>
/// <param name="Depth">How many pages lie above it.</param>
internal readonly record struct PageDecision(PageAccess Granted, bool IsInTrash, int Depth)
{
    /// <summary>What they may do now: in the trash, who may restore a page reads it, and for others it is gone.</summary>
    public PageAccess Level => !IsInTrash ? Granted : Granted >= PageAccess.Edit ? PageAccess.View : PageAccess.None;
}
