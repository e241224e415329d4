using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>One page, and what the decision about it or about a page under it needs of it.</summary>
/// <param name="Page">The page.</param>
/// <param name="Role">The asker's role in its workspace; null when they have none.</param>
/// <param name="MemberAccess">What the workspace says about everyone in it.</param>
/// <param name="Grants">What the page says about the asker, their groups, everyone and guests; for a visitor, what the link says.</param>
internal sealed record PageFacts(Page Page, WorkspaceRole? Role, PageAccess MemberAccess, IReadOnlyList<Grant> Grants);
