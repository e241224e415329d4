using Notion.Server.Store;
using Notion.Sync.Protocol;
using static Notion.Server.Tests.Permissions.EndpointRow;

namespace Notion.Server.Tests.Permissions;

/// <summary>Every endpoint, and what it takes, as docs/permissions.md has it. An endpoint that is not here fails the test: say what it takes.</summary>
internal static class EndpointTable
{
    private static readonly Needs Nobody = new Needs.Nothing();
    private static readonly Needs SignedIn = new Needs.SignedIn();
    private static readonly Needs View = new Needs.Level(PageAccess.View);
    private static readonly Needs Comment = new Needs.Level(PageAccess.Comment);
    private static readonly Needs Edit = new Needs.Level(PageAccess.Edit);
    private static readonly Needs Full = new Needs.Level(PageAccess.Full);
    private static readonly Needs Guest = new Needs.Role(WorkspaceRole.Guest);
    private static readonly Needs Member = new Needs.Role(WorkspaceRole.Member);
    private static readonly Needs Admin = new Needs.Role(WorkspaceRole.Admin);

    private static readonly Guid Someone = new("11111111-2222-4333-8444-555555555555");

    public static IReadOnlyDictionary<string, EndpointRow> Rows { get; } = new Dictionary<string, EndpointRow>
    {
        ["GET /health/live"] = new(Nobody, _ => "/health/live"),
        ["GET /health/ready"] = new(Nobody, _ => "/health/ready"),
        ["GET /openapi/{documentName}.json"] = new(Nobody, _ => "/openapi/notion.json"),
        ["POST /api/accounts/sign-up"] = new(Nobody, _ => "/api/accounts/sign-up", _ => new { }),
        ["POST /api/accounts/sign-in"] = new(Nobody, _ => "/api/accounts/sign-in", _ => new { }),
        ["POST /api/accounts/sign-out"] = new(SignedIn, _ => "/api/accounts/sign-out") { OnlyRefused = true },
        ["POST /api/accounts/password"] = new(SignedIn, _ => "/api/accounts/password", _ => new { }),
        ["PATCH /api/accounts/me"] = new(SignedIn, _ => "/api/accounts/me", _ => new { }),
        ["GET /api/accounts/sessions"] = new(SignedIn, _ => "/api/accounts/sessions"),
        ["DELETE /api/accounts/sessions"] = new(SignedIn, _ => "/api/accounts/sessions") { OnlyRefused = true },
        ["DELETE /api/accounts/sessions/{sessionId:guid}"] = new(SignedIn, _ => $"/api/accounts/sessions/{Someone}"),
        ["GET /api/accounts/me"] = new(SignedIn, _ => "/api/accounts/me"),
        ["GET /api/accounts/providers/"] = new(Nobody, _ => "/api/accounts/providers"),
        ["POST /api/accounts/providers/{name}/begin"] = new(Nobody, _ => "/api/accounts/providers/nobody/begin", _ => new { }),
        ["POST /api/accounts/providers/{name}/link"] = new(SignedIn, _ => "/api/accounts/providers/nobody/link", _ => new { }),
        ["POST /api/accounts/providers/{name}/complete"] = new(Nobody, _ => "/api/accounts/providers/nobody/complete", _ => new { }),
        ["POST /api/invitations/view"] = new(Nobody, _ => "/api/invitations/view", _ => new { }),
        ["POST /api/invitations/accept"] = new(SignedIn, _ => "/api/invitations/accept", _ => new { }),
        ["GET /api/search"] = new(SignedIn, _ => "/api/search?q=word"),
        ["POST /api/links/open"] = new(Nobody, _ => "/api/links/open", _ => new { }),

        ["GET /api/workspaces/"] = new(SignedIn, _ => "/api/workspaces"),
        ["POST /api/workspaces/"] = new(SignedIn, _ => "/api/workspaces", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}"] = new(Guest, id => $"/api/workspaces/{id}"),
        ["PATCH /api/workspaces/{workspaceId:guid}"] = new(Admin, id => $"/api/workspaces/{id}", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}/members/"] = new(Member, id => $"/api/workspaces/{id}/members"),
        ["PATCH /api/workspaces/{workspaceId:guid}/members/{userId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/members/{Someone}", _ => new { role = "guest" }),
        ["DELETE /api/workspaces/{workspaceId:guid}/members/{userId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/members/{Someone}"),
        ["POST /api/workspaces/{workspaceId:guid}/invitations/"] = new(Admin, id => $"/api/workspaces/{id}/invitations", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}/invitations/"] = new(Admin, id => $"/api/workspaces/{id}/invitations"),
        ["DELETE /api/workspaces/{workspaceId:guid}/invitations/{invitationId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/invitations/{Someone}"),
        ["POST /api/workspaces/{workspaceId:guid}/tokens/"] = new(Guest, id => $"/api/workspaces/{id}/tokens", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}/tokens/"] = new(Guest, id => $"/api/workspaces/{id}/tokens"),
        ["DELETE /api/workspaces/{workspaceId:guid}/tokens/{tokenId:guid}"] = new(Guest, id => $"/api/workspaces/{id}/tokens/{Someone}"),
        ["GET /api/workspaces/{workspaceId:guid}/audit"] = new(Admin, id => $"/api/workspaces/{id}/audit"),
        ["GET /api/workspaces/{workspaceId:guid}/groups/"] = new(Member, id => $"/api/workspaces/{id}/groups"),
        ["POST /api/workspaces/{workspaceId:guid}/groups/"] = new(Admin, id => $"/api/workspaces/{id}/groups", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = new(Member, id => $"/api/workspaces/{id}/groups/{Someone}"),
        ["PATCH /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/groups/{Someone}", _ => new { name = "x" }),
        ["DELETE /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/groups/{Someone}"),
        ["PUT /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}/members/{userId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/groups/{Someone}/members/{Someone}"),
        ["DELETE /api/workspaces/{workspaceId:guid}/groups/{groupId:guid}/members/{userId:guid}"] = new(Admin, id => $"/api/workspaces/{id}/groups/{Someone}/members/{Someone}"),
        ["POST /api/workspaces/{workspaceId:guid}/pages"] = new(Member, id => $"/api/workspaces/{id}/pages", _ => new { }),
        ["GET /api/workspaces/{workspaceId:guid}/pages"] = new(Guest, id => $"/api/workspaces/{id}/pages"),
        ["GET /api/workspaces/{workspaceId:guid}/trash"] = new(Guest, id => $"/api/workspaces/{id}/trash"),
        ["GET /api/workspaces/{workspaceId:guid}/favourites"] = new(Guest, id => $"/api/workspaces/{id}/favourites"),

        ["GET /api/pages/{pageId:guid}"] = new(View, id => $"/api/pages/{id}") { Visitors = true },
        ["PATCH /api/pages/{pageId:guid}"] = new(Edit, id => $"/api/pages/{id}", _ => new { }),
        ["DELETE /api/pages/{pageId:guid}/"] = new(new Needs.Delete(), id => $"/api/pages/{id}"),
        ["GET /api/pages/{pageId:guid}/access"] = new(View, id => $"/api/pages/{id}/access") { Visitors = true },
        ["GET /api/pages/{pageId:guid}/path"] = new(View, id => $"/api/pages/{id}/path") { Visitors = true },
        ["GET /api/pages/{pageId:guid}/children"] = new(View, id => $"/api/pages/{id}/children") { Visitors = true },
        ["GET /api/pages/{pageId:guid}/backlinks"] = new(View, id => $"/api/pages/{id}/backlinks"),
        ["PUT /api/pages/{pageId:guid}/favourite"] = new(View, id => $"/api/pages/{id}/favourite"),
        ["DELETE /api/pages/{pageId:guid}/favourite"] = new(View, id => $"/api/pages/{id}/favourite"),
        ["POST /api/pages/{pageId:guid}/move"] = new(Full, id => $"/api/pages/{id}/move", id => new { parentId = id }),
        ["POST /api/pages/{pageId:guid}/duplicate"] = new(new Needs.Copy(), id => $"/api/pages/{id}/duplicate", _ => new { parentId = Someone }),
        ["POST /api/pages/{pageId:guid}/trash"] = new(Edit, id => $"/api/pages/{id}/trash") { Undo = "restore" },
        ["POST /api/pages/{pageId:guid}/restore"] = new(new Needs.Restore(), id => $"/api/pages/{id}/restore") { Undo = "trash" },
        ["GET /api/pages/{pageId:guid}/permissions"] = new(Full, id => $"/api/pages/{id}/permissions"),
        ["PUT /api/pages/{pageId:guid}/permissions"] = new(Full, id => $"/api/pages/{id}/permissions", _ => new { }),
        ["DELETE /api/pages/{pageId:guid}/permissions/{kind}/{id:guid}"] = new(Full, id => $"/api/pages/{id}/permissions/user/{Someone}"),
        ["PUT /api/pages/{pageId:guid}/restriction"] = new(Full, id => $"/api/pages/{id}/restriction", _ => new { }),
        ["GET /api/pages/{pageId:guid}/links/"] = new(Full, id => $"/api/pages/{id}/links"),
        ["POST /api/pages/{pageId:guid}/links/"] = new(Full, id => $"/api/pages/{id}/links", _ => new { level = "edit" }),
        ["PUT /api/pages/{pageId:guid}/links/{linkId:guid}"] = new(Full, id => $"/api/pages/{id}/links/{Someone}", _ => new { }),
        ["DELETE /api/pages/{pageId:guid}/links/{linkId:guid}"] = new(Full, id => $"/api/pages/{id}/links/{Someone}"),
        ["GET /api/pages/{pageId:guid}/history/"] = new(View, id => $"/api/pages/{id}/history"),
        ["GET /api/pages/{pageId:guid}/history/version"] = new(View, id => $"/api/pages/{id}/history/version"),
        ["GET /api/pages/{pageId:guid}/history/compare"] = new(View, id => $"/api/pages/{id}/history/compare"),
        ["POST /api/pages/{pageId:guid}/history/restore"] = new(Edit, id => $"/api/pages/{id}/history/restore", _ => new { }),

        ["GET /v1/users/"] = new(SignedIn, _ => "/v1/users"),
        ["GET /v1/users/me"] = new(SignedIn, _ => "/v1/users/me"),
        ["GET /v1/users/{user_id}"] = new(SignedIn, _ => $"/v1/users/{Someone}"),
        ["POST /v1/search"] = new(SignedIn, _ => "/v1/search", _ => new { }),
        ["POST /v1/pages"] = new(Edit, _ => "/v1/pages", id => new { parent = new { page_id = id }, children = "none" }),
        ["GET /v1/pages/{page_id}/"] = new(View, id => $"/v1/pages/{id}"),
        ["PATCH /v1/pages/{page_id}/"] = new(Edit, id => $"/v1/pages/{id}", _ => new { }),
        ["POST /v1/pages/{page_id}/move"] = new(Full, id => $"/v1/pages/{id}/move", id => new { parent = new { page_id = id } }),
        ["GET /v1/pages/{page_id}/properties/{property_id}"] = new(View, id => $"/v1/pages/{id}/properties/title"),
        ["GET /v1/blocks/{block_id}/"] = new(View, id => $"/v1/blocks/{id}"),
        ["PATCH /v1/blocks/{block_id}/"] = new(Edit, id => $"/v1/blocks/{id}", _ => new { }),
        ["DELETE /v1/blocks/{block_id}/"] = new(Edit, id => $"/v1/blocks/{id}") { Undo = "restore" },
        ["GET /v1/blocks/{block_id}/children"] = new(View, id => $"/v1/blocks/{id}/children"),
        ["POST /v1/databases"] = new(Edit, _ => "/v1/databases", id => new { parent = new { page_id = id }, title = "none" }),
        ["GET /v1/databases/{database_id}/"] = new(View, id => $"/v1/databases/{id}"),
        ["PATCH /v1/databases/{database_id}/"] = new(Edit, id => $"/v1/databases/{id}", _ => new { }),
        ["POST /v1/databases/{database_id}/query"] = new(View, id => $"/v1/databases/{id}/query", _ => new { }),
        ["GET /v1/data_sources/{data_source_id}/"] = new(View, id => $"/v1/data_sources/{id}"),
        ["PATCH /v1/data_sources/{data_source_id}/"] = new(Edit, id => $"/v1/data_sources/{id}", _ => new { }),
        ["POST /v1/data_sources/{data_source_id}/query"] = new(View, id => $"/v1/data_sources/{id}/query", _ => new { }),
        ["GET /v1/comments/"] = new(View, id => $"/v1/comments?block_id={id}"),
        ["POST /v1/comments/"] = new(Comment, _ => "/v1/comments", id => new { parent = new { page_id = id }, rich_text = "none" }),
        ["GET /v1/comments/{comment_id}"] = new(SignedIn, _ => $"/v1/comments/{Someone}"),
        ["PATCH /v1/comments/{comment_id}"] = new(SignedIn, _ => $"/v1/comments/{Someone}", _ => new { }),
        ["DELETE /v1/comments/{comment_id}"] = new(SignedIn, _ => $"/v1/comments/{Someone}"),
        ["PATCH /v1/blocks/{block_id}/children"] = new(Edit, id => $"/v1/blocks/{id}/children", _ => new { }),
    };
}
