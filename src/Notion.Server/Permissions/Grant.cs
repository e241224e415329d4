using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>What one page says about one grantee.</summary>
/// <param name="GranteeId">A user, a group or a link; the workspace for everyone and for guests.</param>
internal readonly record struct Grant(GranteeKind Kind, Guid GranteeId, PageAccess Level);
