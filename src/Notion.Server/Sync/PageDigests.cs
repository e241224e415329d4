using Notion.Crdt;
using Notion.Server.Permissions;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>Lists pages with the hashes of their committed versions, so that a client that was away learns what has changed without opening all. No document is loaded for it.</summary>
internal sealed class PageDigests(IWorkspaceStore workspaces, PageGuard guard, IPageLog log)
{
    private const int Part = 500;

    /// <param name="asker">Who asks; visitors of a link have no list.</param>
    /// <param name="scope">A workspace; <see cref="Guid.Empty"/> for all of the asker's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The pages outside the trash that the asker may see; none for a workspace of others.</returns>
    public async Task<IReadOnlyList<PageDigest>> ListAsync(Asker asker, Guid scope, CancellationToken cancellation)
    {
        var digests = new List<PageDigest>();
        if (asker.IsVisitor) return digests;
        foreach (WorkspaceMembership membership in await workspaces.ListAsync(asker.UserId.Value, cancellation).ConfigureAwait(false))
        {
            if (scope != Guid.Empty && scope != membership.Workspace.Id) continue;
            Guid? after = null;
            do
            {
                (IReadOnlyList<VisiblePage> pages, after) = await guard.ListAsync(new PageQuery(membership.Workspace.Id), asker, after, Part, cancellation).ConfigureAwait(false);
                await AddAsync(digests, [.. pages.Select(page => page.Page.Id)], cancellation).ConfigureAwait(false);
            }
            while (after is not null);
        }
        return digests;
    }

    private async Task AddAsync(List<PageDigest> digests, Guid[] pages, CancellationToken cancellation)
    {
        Dictionary<Guid, PageVersion> versions = (await log.ReadVersionsAsync(pages, cancellation).ConfigureAwait(false)).ToDictionary(version => version.PageId);
        foreach (Guid page in pages)
            digests.Add(PageDigest.Of(page, versions.TryGetValue(page, out PageVersion? version) ? await VersionAsync(version, cancellation).ConfigureAwait(false) : VersionVector.Empty));
    }

    private async ValueTask<VersionVector> VersionAsync(PageVersion page, CancellationToken cancellation)
    {
        VersionVector version = VersionVector.Empty;
        if (page.IsKnown && (page.Snapshot is null || VersionVector.TryDecode(page.Snapshot, out version))) return version.After(SnapshotAndTail.Join(page.Tail));
        PageHistory history = await log.ReadAsync(page.PageId, cancellation).ConfigureAwait(false);
        return Document.Load(history.Snapshot!.Bytes, ReplicaId.Create()).Version.After(SnapshotAndTail.Join(history.Tail));
    }
}
