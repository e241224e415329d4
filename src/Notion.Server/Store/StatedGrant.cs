using Notion.Server.Permissions;

namespace Notion.Server.Store;

/// <summary>What counts for one grantee on a page, and where it is said.</summary>
/// <param name="PageId">The page that says it: this one or one above; null where the workspace does.</param>
/// <param name="Name">The user's or group's name; null for everyone and guests.</param>
/// <param name="Email">The user's.</param>
internal sealed record StatedGrant(Grant Grant, Guid? PageId, string? Name, string? Email);
