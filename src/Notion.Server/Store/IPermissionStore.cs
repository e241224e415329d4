using Notion.Server.Permissions;
using Notion.Sync.Protocol;

namespace Notion.Server.Store;

/// <summary>What pages say about who may do what.</summary>
internal interface IPermissionStore
{
    /// <summary>The pages that there are of these, and all above them, with what <see cref="AccessRules"/> needs of each. One query.</summary>
    Task<IReadOnlyDictionary<Guid, PageFacts>> GatherAsync(IReadOnlyCollection<Guid> pageIds, Asker asker, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>The next pages of a list, seen or not, in its order; and the facts about them.</summary>
    Task<(IReadOnlyList<Guid> PageIds, IReadOnlyDictionary<Guid, PageFacts> Facts)> GatherAsync(
        PageQuery query, Guid? after, int limit, Asker asker, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Changes what a page says, if the asker has full access to it and keeps that.</summary>
    /// <returns>What kept it from being done; null when done.</returns>
    Task<PermissionRefusal?> ChangeAsync(Guid pageId, PermissionChange change, Asker asker, DateTimeOffset now, AuditEvent shared, CancellationToken cancellation = default);

    /// <summary>What counts on a page for each grantee that something is said about. Asks nobody for leave.</summary>
    Task<IReadOnlyList<StatedGrant>> ListGrantsAsync(Guid pageId, CancellationToken cancellation = default);
}
