namespace Notion.Server.Permissions;

/// <summary>Whom a page says something about.</summary>
internal enum GranteeKind
{
    User,

    Group,

    /// <summary>Owners, admins and members.</summary>
    Everyone,

    Guests,

    /// <summary>Whoever came with a link; said by the link, not by a permission.</summary>
    Link,
}
