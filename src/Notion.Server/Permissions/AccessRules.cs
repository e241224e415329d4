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
        bool trashed = false;
        int depth = -1;
        for (PageFacts? at = page; at is not null; at = Above(at, facts))
        {
            // More above than there may be is no page of ours, and nobody's.
            if (++depth > MaxDepth) return default;
            trashed |= at.Page.TrashedAt is not null;
        }

        PageAccess highest = role == WorkspaceRole.Owner ? PageAccess.Full : PageAccess.None;
        foreach (((GranteeKind kind, _), (PageAccess level, _)) in Words(pageId, facts))
            if (Concerns(kind, role) && level > highest) highest = level;
        PageAccess granted = role == WorkspaceRole.Guest && highest > PageAccess.Edit ? PageAccess.Edit : highest;
        return new PageDecision(granted, trashed, depth);
    }

    /// <summary>The nearest word about each grantee of the facts, and the page that says it; null where the workspace does.</summary>
    public static IReadOnlyDictionary<(GranteeKind Kind, Guid Id), (PageAccess Level, Guid? PageId)> Words(Guid pageId, IReadOnlyDictionary<Guid, PageFacts> facts)
    {
        var words = new Dictionary<(GranteeKind, Guid), (PageAccess, Guid?)>();
        PageFacts? at = facts.GetValueOrDefault(pageId);
        for (int depth = 0; at is not null && depth <= MaxDepth; depth++)
        {
            foreach (Grant grant in at.Grants) words.TryAdd((grant.Kind, grant.GranteeId), (grant.Level, at.Page.Id));
            if (at.Page.IsRestricted) return words;
            if (at.Page.ParentId is null) words.TryAdd((GranteeKind.Everyone, at.Page.WorkspaceId), (at.MemberAccess, null));
            at = Above(at, facts);
        }
        return words;
    }

    private static PageFacts? Above(PageFacts page, IReadOnlyDictionary<Guid, PageFacts> facts) => page.Page.ParentId is { } parent ? facts.GetValueOrDefault(parent) : null;

    private static bool Concerns(GranteeKind kind, WorkspaceRole? role) => kind switch
    {
        GranteeKind.Link => true,
        GranteeKind.Everyone => role >= WorkspaceRole.Member,
        GranteeKind.Guests => role == WorkspaceRole.Guest,
        _ => role is not null,
    };
}
