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
}
