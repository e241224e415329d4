namespace Notion.Server.Permissions;

/// <summary>A change of what one page says.</summary>
internal abstract record PermissionChange
{
    private PermissionChange()
    {
    }

    /// <summary>The page says this of the grantee from now on.</summary>
    /// <param name="Grant">What; of a user, a group, everyone or guests.</param>
    /// <param name="InvitesGuest">A user who does not belong to the workspace becomes a guest of it.</param>
    internal sealed record Say(Grant Grant, bool InvitesGuest) : PermissionChange;

    /// <summary>The page says nothing of the grantee any more; what is said above counts.</summary>
    internal sealed record Forget(GranteeKind Kind, Guid GranteeId) : PermissionChange;

    /// <summary>The page inherits, or no longer does.</summary>
    internal sealed record Restrict(bool IsRestricted) : PermissionChange;
}
