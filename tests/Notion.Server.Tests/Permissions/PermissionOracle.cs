using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>A workspace in memory, and docs/permissions.md read off sentence by sentence: slow, and meant to be believed.</summary>
internal sealed class PermissionOracle
{
    public Guid Id { get; init; }

    public PageAccess MemberAccess { get; set; } = PageAccess.Full;

    public Dictionary<Guid, WorkspaceRole> Roles { get; } = [];

    public Dictionary<Guid, HashSet<Guid>> Groups { get; } = [];

    public Dictionary<Guid, OraclePage> Pages { get; } = [];

    /// <summary>Links by id: the page that each leads to, and what it gives.</summary>
    public Dictionary<Guid, (Guid Page, PageAccess Level)> Links { get; } = [];

    /// <summary>What a user may do on a page now.</summary>
    public PageAccess LevelOfUser(Guid user, Guid page) => InTrashSees(page, GrantedToUser(user, page));

    /// <summary>What somebody who came with the link may do on a page now.</summary>
    public PageAccess LevelOfVisitor(Guid link, Guid page) => InTrashSees(page, Links.TryGetValue(link, out (Guid Page, PageAccess Level) found) && Reaches(link, page) ? found.Level : PageAccess.None);

    public bool IsInTrash(Guid page) => Pages[page].IsTrashed || (Pages[page].Parent is { } parent && IsInTrash(parent));

    private PageAccess InTrashSees(Guid page, PageAccess granted)
    {
        if (!IsInTrash(page)) return granted;
        return granted is PageAccess.Edit or PageAccess.Full ? PageAccess.View : PageAccess.None;
    }

    /// <summary>What grants and role come to, trash or not.</summary>
    public PageAccess GrantedToUser(Guid user, Guid page)
    {
        if (!Roles.TryGetValue(user, out WorkspaceRole role)) return PageAccess.None;
        if (role == WorkspaceRole.Owner) return PageAccess.Full;
        var levels = new List<PageAccess> { PageAccess.None };
        if (Word(page, GranteeKind.User, user) is { } own) levels.Add(own);
        foreach ((Guid group, HashSet<Guid> members) in Groups)
            if (members.Contains(user) && Word(page, GranteeKind.Group, group) is { } shared) levels.Add(shared);
        if (role is WorkspaceRole.Member or WorkspaceRole.Admin && Word(page, GranteeKind.Everyone, Id) is { } everyone) levels.Add(everyone);
        if (role is WorkspaceRole.Guest && Word(page, GranteeKind.Guests, Id) is { } guests) levels.Add(guests);
        PageAccess highest = levels.Max();
        return role == WorkspaceRole.Guest && highest == PageAccess.Full ? PageAccess.Edit : highest;
    }

    /// <summary>The nearest word about a grantee.</summary>
    private PageAccess? Word(Guid page, GranteeKind kind, Guid grantee)
    {
        OraclePage at = Pages[page];
        if (at.Says.TryGetValue((kind, grantee), out PageAccess level)) return level;
        if (at.IsRestricted) return null;
        if (at.Parent is { } parent) return Word(parent, kind, grantee);
        return kind == GranteeKind.Everyone ? MemberAccess : null;
    }

    private bool Reaches(Guid link, Guid page)
    {
        if (Links[link].Page == page) return true;
        return !Pages[page].IsRestricted && Pages[page].Parent is { } parent && Reaches(link, parent);
    }

    internal sealed class OraclePage
    {
        public Guid? Parent { get; set; }

        public bool IsRestricted { get; set; }

        public bool IsTrashed { get; set; }

        public Dictionary<(GranteeKind Kind, Guid Id), PageAccess> Says { get; } = [];
    }
}
