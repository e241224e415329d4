using Notion.Server.Databases;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Says where a new page goes, by the <c>parent</c> of a body.</summary>
internal sealed class PagePlaces(PageGuard guard, IWorkspaceStore workspaces, DatabaseQueries databases)
{
    /// <exception cref="ApiException">The asker may make no page there.</exception>
    public async Task<PagePlace> FindAsync(BodyNode body, ApiRequest request)
    {
        BodyNode? parent = body.FindValue("parent");
        if ((parent?.Find("data_source_id") ?? parent?.Find("database_id")) is { } database)
        {
            VisiblePage above = await FindAboveAsync(database, "database", request);
            return new PagePlace(above.Page.WorkspaceId, above.Page.Id, await databases.FindSchemaAsync(above.Page.Id, request.Asker, request.Cancellation) ?? throw database.Should("be the id of a database"));
        }
        if (parent?.Find("page_id") is { } page)
        {
            VisiblePage above = await FindAboveAsync(page, "page", request);
            return new PagePlace(above.Page.WorkspaceId, above.Page.Id, await databases.FindSchemaAsync(above.Page.Id, request.Asker, request.Cancellation));
        }
        if (parent is not null && parent.Find("workspace")?.Flag() != true) throw parent.Should("have page_id, data_source_id, or workspace: true");
        if (request.Caller.Token?.WorkspaceId is not { } workspaceId) throw ApiException.Invalid("body failed validation: body.parent should have page_id: without the token of an integration it is not known which workspace is meant.");
        WorkspaceMembership membership = await workspaces.FindAsync(workspaceId, request.UserId, request.Cancellation) ?? throw ApiException.NotFound("workspace");
        return membership.Role >= WorkspaceRole.Member ? new PagePlace(workspaceId, null, null) : throw PageRefusals.Of(PermissionRefusal.RoleTooLow);
    }

    private async Task<VisiblePage> FindAboveAsync(BodyNode id, string kind, ApiRequest request)
    {
        VisiblePage above = await guard.FindAsync(id.Id(), request.Asker, request.Cancellation) ?? throw ApiException.NotFound(kind);
        if (!above.CanEdit) throw ApiException.Restricted("Putting a page under another takes edit access to that one, outside the trash.");
        return PageCreation.MayLieUnder(above) ? above : throw PageRefusals.Of(PermissionRefusal.TooDeep);
    }
}
