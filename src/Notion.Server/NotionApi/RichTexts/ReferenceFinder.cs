using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Looks for what bodies name.</summary>
internal sealed class ReferenceFinder(PageGuard guard, IWorkspaceStore workspaces, IPageNumbers numbers)
{
    /// <summary>Reads something that names others.</summary>
    /// <param name="read">Called once or twice, with the same result but for names.</param>
    /// <param name="asker">Who must see what is named.</param>
    /// <param name="workspaceId">Where the people named must belong.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ApiException">The body is against the rules, or names what the asker may not see.</exception>
    public async Task<T> ReadAsync<T>(Func<References, T> read, Asker asker, Guid workspaceId, CancellationToken cancellation)
    {
        var references = new References();
        T first = read(references);
        if (references.IsEmpty) return first;
        var holders = new Dictionary<Guid, Guid>();
        foreach (Guid block in references.Blocks.Keys)
            if (BlockReference.TryParse(block, out BlockReference reference) && await numbers.FindAsync(reference.Page, cancellation) is { } holder) holders.Add(block, holder);
        IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync([.. references.Pages.Keys.Concat(holders.Values).Distinct()], asker, cancellation);
        foreach (Guid page in references.Pages.Keys) references.Pages[page] = seen.GetValueOrDefault(page)?.Page.Title;
        foreach ((Guid block, Guid holder) in holders) references.Blocks[block] = seen.GetValueOrDefault(holder)?.Page.Title;
        if (references.Users.Count > 0)
            foreach (WorkspaceMember member in await workspaces.ListMembersAsync(workspaceId, cancellation))
                if (references.Users.ContainsKey(member.UserId)) references.Users[member.UserId] = member.Name;
        references.IsResolved = true;
        return read(references);
    }
}
