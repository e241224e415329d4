using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>The one function that decides who may do what on a page. docs/permissions.md has the rules.</summary>
/// <remarks>
/// Walks from the page to the top. For each grantee apart, the first page that says something counts, until a restricted page; at the top the workspace says what
/// everyone in it may. Of what the asker then is, the highest level counts. Linear in the depth of the page.
/// </remarks>
internal static class AccessRules
{
    /// <summary>What nobody passes: an end to the walk, whatever the parents in the store say.</summary>
    public const int MaxDepth = 100;

    /// <param name="pageId">The page.</param>
    /// <param name="facts">The page and all above it, by id.</param>
    public static PageDecision Decide(Guid pageId, IReadOnlyDictionary<Guid, PageFacts> facts)
    {
        if (!facts.TryGetValue(pageId, out PageFacts? page)) return default;
        WorkspaceRole? role = page.Role;
        var said = new Dictionary<(GranteeKind, Guid), PageAccess>();
        bool inherits = true;
        bool trashed = false;
        PageFacts? at = page;
        int depth = 0;
        for (; at is not null; depth++)
        {
            // More above than there may be is no page of ours, and nobody's.
            if (depth > MaxDepth) return default;
            trashed |= at.Page.TrashedAt is not null;
            if (inherits)
                foreach (Grant grant in at.Grants) said.TryAdd((grant.Kind, grant.GranteeId), grant.Level);
            inherits &= !at.Page.IsRestricted;
            at = at.Page.ParentId is { } parent ? facts.GetValueOrDefault(parent) : null;
        }
        if (inherits) said.TryAdd((GranteeKind.Everyone, page.Page.WorkspaceId), page.MemberAccess);

        PageAccess highest = role == WorkspaceRole.Owner ? PageAccess.Full : PageAccess.None;
        foreach (((GranteeKind kind, _), PageAccess level) in said)
            if (Concerns(kind, role) && level > highest) highest = level;
        PageAccess granted = role == WorkspaceRole.Guest && highest > PageAccess.Edit ? PageAccess.Edit : highest;
        return new PageDecision(granted, trashed, depth - 1);
    }

    private static bool Concerns(GranteeKind kind, WorkspaceRole? role) => kind switch
    {
        GranteeKind.Link => true,
        GranteeKind.Everyone => role >= WorkspaceRole.Member,
        GranteeKind.Guests => role == WorkspaceRole.Guest,
        _ => role is not null,
    };
}
