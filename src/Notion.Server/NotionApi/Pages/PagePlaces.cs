using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Says where a new page goes, by the <c>parent</c> of a body.</summary>
internal sealed class PagePlaces(PageGuard guard, IWorkspaceStore workspaces)
{
    /// <exception cref="ApiException">The asker may make no page there.</exception>
    public async Task<(Guid WorkspaceId, Guid? ParentId)> FindAsync(BodyNode body, ApiRequest request)
    {
        BodyNode? parent = body.FindValue("parent");
        if (parent?.Find("page_id") is { } page)
        {
            VisiblePage above = await guard.FindAsync(page.Id(), request.Asker, request.Cancellation) ?? throw ApiException.NotFound("page");
            if (!above.CanEdit) throw ApiException.Restricted("Putting a page under another takes edit access to that one, outside the trash.");
            return PageCreation.MayLieUnder(above) ? (above.Page.WorkspaceId, above.Page.Id) : throw PageRefusals.Of(PermissionRefusal.TooDeep);
        }
        if (parent is not null && parent.Find("workspace")?.Flag() != true) throw parent.Should("have page_id, or workspace: true");
        if (request.Caller.Token?.WorkspaceId is not { } workspaceId) throw ApiException.Invalid("body failed validation: body.parent should have page_id: without the token of an integration it is not known which workspace is meant.");
        WorkspaceMembership membership = await workspaces.FindAsync(workspaceId, request.UserId, request.Cancellation) ?? throw ApiException.NotFound("workspace");
        return membership.Role >= WorkspaceRole.Member ? (workspaceId, null) : throw PageRefusals.Of(PermissionRefusal.RoleTooLow);
    }
}
