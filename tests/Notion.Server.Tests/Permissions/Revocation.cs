using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>Every kind of revocation, by name: whom it concerns, on which page, what they may before and after, and what is done.</summary>
/// <param name="Before">What they may do before.</param>
/// <param name="After">What they may do after it.</param>
/// <param name="Arrange">Makes the page and what gives them access to it.</param>
internal sealed record Revocation(PageAccess Before, PageAccess After, Func<Cast, Task<Revocation.Scene>> Arrange)
{
    public static IReadOnlyDictionary<string, Revocation> All { get; } = new Dictionary<string, Revocation>
    {
        ["a member is removed"] = OnOpenPage(cast => cast.Member, PageAccess.None, (cast, _) => cast.Admin.DoAsync(HttpMethod.Delete, Member(cast, cast.Member))),
        ["a member leaves"] = OnOpenPage(cast => cast.Admin, PageAccess.None, (cast, _) => cast.Admin.DoAsync(HttpMethod.Delete, Member(cast, cast.Admin))),
        ["a member becomes a guest"] = OnOpenPage(cast => cast.Member, PageAccess.None, (cast, _) => cast.Admin.DoAsync(HttpMethod.Patch, Member(cast, cast.Member), new { role = "guest" })),
        ["what everyone may is lowered"] = OnOpenPage(
            cast => cast.Member, PageAccess.Comment, (cast, _) => cast.Owner.DoAsync(HttpMethod.Patch, $"/api/workspaces/{cast.Workspace}", new { memberAccess = "comment" })),
        ["somebody is taken out of a group"] = ByGroup(
            cast => cast.Member, (cast, _, group) => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/groups/{group}/members/{cast.Member.UserId}")),
        ["a group is removed"] = ByGroup(cast => cast.Guest, (cast, _, group) => cast.Admin.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/groups/{group}")),
        ["a group's share is removed"] = ByGroup(cast => cast.Member, (cast, page, group) => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/permissions/group/{group}")),
        ["a user's share is lowered to view"] = ByShare(PageAccess.View, "view"),
        ["a user's share is lowered to comment"] = ByShare(PageAccess.Comment, "comment"),
        ["a user's share is lowered to none"] = ByShare(PageAccess.None, "none"),
        ["a user's share is removed on a page above"] = new(PageAccess.Edit, PageAccess.None, async cast =>
        {
            Guid above = await cast.PrivatePageAsync();
            Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above));
            await cast.ShareAsync(above, cast.Guest, "edit");
            return new Scene(cast.Guest, page, () => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{above}/permissions/user/{cast.Guest.UserId}"));
        }),
        ["a page above is restricted"] = new(PageAccess.Full, PageAccess.None, async cast =>
        {
            Guid above = await cast.Owner.CreatePageAsync(cast.Workspace);
            Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above);
            return new Scene(cast.Member, page, () => cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{above}/restriction", new { restricted = true }));
        }),
        ["a page is moved under a stricter one"] = new(PageAccess.Full, PageAccess.View, async cast =>
        {
            Guid stricter = await cast.Owner.CreatePageAsync(cast.Workspace);
            await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{stricter}/permissions", new { kind = "everyone", level = "view" });
            Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
            return new Scene(cast.Member, page, () => cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/move", new { parentId = stricter }));
        }),
        ["a page is deleted for good"] = new(PageAccess.View, PageAccess.None, async cast =>
        {
            Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
            await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
            return new Scene(cast.Member, page, () => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}"));
        }),
        ["a link is revoked"] = ByLink((cast, page, link) => cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/links/{link}")),
        ["a link gets a password"] = ByLink((cast, page, link) => cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/links/{link}", new { level = "comment", password = "new" })),
    };

    private static string Member(Cast cast, Api who) => $"/api/workspaces/{cast.Workspace}/members/{who.UserId}";

    /// <summary>On a page that everyone in the workspace has full access to.</summary>
    private static Revocation OnOpenPage(Func<Cast, Api> who, PageAccess after, Func<Cast, Guid, Task> revoke) => new(PageAccess.Full, after, async cast =>
    {
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        return new Scene(who(cast), page, () => revoke(cast, page));
    });

    /// <summary>On a page that is shared with a group.</summary>
    private static Revocation ByGroup(Func<Cast, Api> who, Func<Cast, Guid, Guid, Task> revoke) => new(PageAccess.Edit, PageAccess.None, async cast =>
    {
        Guid page = await cast.PrivatePageAsync();
        Guid group = await cast.GroupAsync(who(cast));
        await cast.ShareWithGroupAsync(page, group, "edit");
        return new Scene(who(cast), page, () => revoke(cast, page, group));
    });

    /// <summary>On a page that is shared with the guest.</summary>
    private static Revocation ByShare(PageAccess after, string level) => new(PageAccess.Edit, after, async cast =>
    {
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Guest, "edit");
        return new Scene(cast.Guest, page, () => cast.ShareAsync(page, cast.Guest, level));
    });

    /// <summary>On a page under one that a visitor has a link to.</summary>
    private static Revocation ByLink(Func<Cast, Guid, Guid, Task> revoke) => new(PageAccess.Comment, PageAccess.None, async cast =>
    {
        Guid page = await cast.PrivatePageAsync();
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: page);
        (Guid link, _, Api visitor) = await cast.LinkAsync(page, new { level = "comment" });
        return new Scene(visitor, under, () => revoke(cast, page, link));
    });

    /// <param name="Who">Whose access it takes.</param>
    /// <param name="Page">Which page.</param>
    /// <param name="Revoke">Does it.</param>
    internal sealed record Scene(Api Who, Guid Page, Func<Task> Revoke);
}
