using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>What everything that shows, opens or changes a page asks first. Thread-safe; remembers nothing, so it is never out of date.</summary>
internal sealed class PageGuard(IPermissionStore permissions, TimeProvider time)
{
    /// <summary>How many pages a list looks at for one answer. Who may see few of many gets parts that are not full, and goes on.</summary>
    private const int MaxScan = 5_000;

    /// <summary>The page with what the asker may do; null when there is none or they may not see it.</summary>
    public async Task<VisiblePage?> FindAsync(Guid pageId, Asker asker, CancellationToken cancellation = default) =>
        (await SeeAsync([pageId], asker, cancellation)).GetValueOrDefault(pageId);

    /// <summary>Which of these pages the asker may see, and what they may do there. One query, however many pages.</summary>
    public async Task<IReadOnlyDictionary<Guid, VisiblePage>> SeeAsync(IReadOnlyCollection<Guid> pageIds, Asker asker, CancellationToken cancellation = default)
    {
        if (pageIds.Count == 0) return new Dictionary<Guid, VisiblePage>();
        IReadOnlyDictionary<Guid, PageFacts> facts = await permissions.GatherAsync(pageIds, asker, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        var seen = new Dictionary<Guid, VisiblePage>();
        foreach (Guid id in pageIds)
            if (See(id, facts, asker) is { } visible) seen[id] = visible;
        return seen;
    }

    /// <summary>The page and those above it that the asker may see, the topmost first; empty when they may not see the page itself.</summary>
    public async Task<IReadOnlyList<VisiblePage>> FindPathAsync(Guid pageId, Asker asker, CancellationToken cancellation = default)
    {
        IReadOnlyDictionary<Guid, PageFacts> facts = await permissions.GatherAsync([pageId], asker, time.GetUtcNow(), cancellation).ConfigureAwait(false);
        var path = new List<VisiblePage>();
        if (See(pageId, facts, asker) is null) return path;
        for (Guid? at = pageId; at is { } id && facts.TryGetValue(id, out PageFacts? page); at = page.Page.ParentId)
            if (See(id, facts, asker) is { } visible) path.Add(visible);
        path.Reverse();
        return path;
    }

    /// <summary>The pages of the list that the asker may see and that lie outside the trash (or in it, where the list is of the trash).</summary>
    /// <returns>At most <paramref name="limit"/> pages, and after which page to go on; null at the end.</returns>
    public async Task<(IReadOnlyList<VisiblePage> Pages, Guid? Next)> ListAsync(PageQuery query, Asker asker, Guid? after, int limit, CancellationToken cancellation = default)
    {
        var found = new List<VisiblePage>();
        for (int scanned = 0; scanned < MaxScan;)
        {
            (IReadOnlyList<Guid> ids, IReadOnlyDictionary<Guid, PageFacts> facts) =
                await permissions.GatherAsync(query, after, Math.Max(limit + 1, 200), asker, time.GetUtcNow(), cancellation).ConfigureAwait(false);
            foreach (Guid id in ids)
            {
                if (See(id, facts, asker) is { } visible && visible.Decision.IsInTrash == query.InTrash)
                {
                    if (found.Count == limit) return (found, after);
                    found.Add(visible);
                }
                after = id;
            }
            if (ids.Count < Math.Max(limit + 1, 200)) return (found, null);
            scanned += ids.Count;
        }
        return (found, after);
    }

    /// <summary>The page as the asker sees it, from facts that were gathered; null when they do not.</summary>
    public static VisiblePage? See(Guid id, IReadOnlyDictionary<Guid, PageFacts> facts, Asker asker)
    {
        if (!facts.TryGetValue(id, out PageFacts? found) || (asker.OnlyIn is { } only && only != found.Page.WorkspaceId)) return null;
        PageDecision decision = AccessRules.Decide(id, facts);
        if (decision.Granted > asker.Most) decision = decision with { Granted = asker.Most };
        return decision.Level > PageAccess.None ? new VisiblePage(found.Page, found.Role, decision) : null;
    }
}
