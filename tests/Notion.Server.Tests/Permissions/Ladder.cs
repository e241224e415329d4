using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>A workspace with a restricted page for each level that its admin, member and guest have on it, outside the trash and in it; and the oracle that knows it.</summary>
internal sealed class Ladder : IDisposable
{
    private readonly PermissionOracle _oracle;

    private Ladder(Cast cast)
    {
        Cast = cast;
        _oracle = new PermissionOracle { Id = cast.Workspace };
        foreach ((Api person, WorkspaceRole role) in ((Api, WorkspaceRole)[])[(cast.Owner, WorkspaceRole.Owner), (cast.Admin, WorkspaceRole.Admin), (cast.Member, WorkspaceRole.Member), (cast.Guest, WorkspaceRole.Guest)])
            _oracle.Roles.Add(person.UserId, role);
    }

    public Cast Cast { get; }

    public IReadOnlyCollection<Guid> Pages => _oracle.Pages.Keys;

    /// <summary>Everybody who may ask: of each role, an outsider, a visitor of each link, and nobody in particular.</summary>
    public List<Asker> Askers { get; } = [];

    public static async Task<Ladder> BuildAsync(Uri server)
    {
        var ladder = new Ladder(await Cast.GatherAsync(server));
        foreach ((string name, Api api) in ((string, Api)[])[("owner", ladder.Cast.Owner), ("admin", ladder.Cast.Admin), ("member", ladder.Cast.Member), ("guest", ladder.Cast.Guest), ("outsider", ladder.Cast.Outsider)])
            ladder.Askers.Add(new Asker(name, api, null));
        ladder.Askers.Add(new Asker("nobody", new Api(server), null));
        foreach (PageAccess level in Enum.GetValues<PageAccess>()) await ladder.AddPageAsync(level, trashed: false);
        foreach (PageAccess level in (PageAccess[])[PageAccess.View, PageAccess.Edit, PageAccess.Full]) await ladder.AddPageAsync(level, trashed: true);
        Guid linked = ladder.Pages.First();
        foreach (PageAccess level in (PageAccess[])[PageAccess.View, PageAccess.Comment])
        {
            (Guid link, _, Api visitor) = await ladder.Cast.LinkAsync(linked, new { level = level.Name() });
            ladder._oracle.Links.Add(link, (linked, level));
            ladder.Askers.Add(new Asker($"visitor who may {level}", visitor, link));
        }
        return ladder;
    }

    /// <summary>A page that the admin, the member and the guest have this level on; the oracle does not know it.</summary>
    public async Task<Guid> MakePageAsync(PageAccess level, bool trashed)
    {
        Guid page = await Cast.PrivatePageAsync();
        foreach (Api person in (Api[])[Cast.Admin, Cast.Member, Cast.Guest]) await Cast.ShareAsync(page, person, level.Name());
        if (trashed) await Cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
        return page;
    }

    private async Task AddPageAsync(PageAccess level, bool trashed)
    {
        var known = new PermissionOracle.OraclePage { IsRestricted = true, IsTrashed = trashed };
        foreach (Api person in (Api[])[Cast.Admin, Cast.Member, Cast.Guest]) known.Says.Add((GranteeKind.User, person.UserId), level);
        _oracle.Pages.Add(await MakePageAsync(level, trashed), known);
    }

    public bool IsInTrash(Guid page) => _oracle.IsInTrash(page);

    public WorkspaceRole? RoleOf(Asker asker) => asker.Link is null && _oracle.Roles.TryGetValue(asker.Api.UserId, out WorkspaceRole role) ? role : null;

    /// <summary>What the asker may do now.</summary>
    public PageAccess LevelOf(Asker asker, Guid page) => asker.Link is { } link ? _oracle.LevelOfVisitor(link, page) : _oracle.LevelOfUser(asker.Api.UserId, page);

    /// <summary>What the asker may do, trash or not.</summary>
    public PageAccess GrantedTo(Asker asker, Guid page) => asker.Link is null ? _oracle.GrantedToUser(asker.Api.UserId, page) : PageAccess.None;

    public void Dispose()
    {
        foreach (Asker asker in Askers.Where(asker => asker.IsNobody || asker.Link is not null)) asker.Api.Dispose();
    }

    /// <summary>Somebody who asks.</summary>
    /// <param name="Link">The link that a visitor came with.</param>
    internal sealed record Asker(string Name, Api Api, Guid? Link)
    {
        public bool IsNobody => Api.Token is null;
    }
}
