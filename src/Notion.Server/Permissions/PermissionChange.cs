namespace Notion.Server.Permissions;

/// <summary>A change of what one page says.</summary>
internal abstract record PermissionChange
{
    private PermissionChange()
    {
    }

    /// <summary>The page says this of the grantee from now on.</summary>
    /// <param name="Grant">What; of a user or group of the workspace, everyone or guests.</param>
    internal sealed record Say(Grant Grant) : PermissionChange;

    /// <summary>The page says nothing of the grantee any more; what is said above counts.</summary>
    internal sealed record Forget(GranteeKind Kind, Guid GranteeId) : PermissionChange;

    /// <summary>The page inherits, or no longer does.</summary>
    internal sealed record Restrict(bool IsRestricted) : PermissionChange;
}
