using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Permissions;
using Notion.Server.Problems;

namespace Notion.Server.Sharing;

/// <summary>Says as a problem why something about a page was not done.</summary>
internal static class Refusals
{
    /// <param name="refusal">What kept it from being done.</param>
    /// <param name="level">What it would have taken.</param>
    public static ProblemHttpResult ToProblem(this PermissionRefusal refusal, string level = "full") => refusal switch
    {
        PermissionRefusal.NoSuchPage => Problem.NoSuchPage(),
        PermissionRefusal.AccessTooLow => Problem.AccessTooLow(level),
        PermissionRefusal.NoSuchGrantee => Problem.Field("id", "The workspace has no such user or group, or the page says nothing about them. Look at GET /api/pages/{id}/permissions, or share by email."),
        PermissionRefusal.OwnAccessLost => Conflict(ProblemCode.OwnAccessLost, "This would take away your own full access to the page. Let somebody else with full access do it."),
        PermissionRefusal.NoSuchParent => Problem.Field("parentId", "There is no such page in this workspace. Leave it out for the top."),
        PermissionRefusal.ParentAccessTooLow => Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.AccessTooLow, "You may see the page named as parentId, but not put pages under it. That takes edit access, outside the trash."),
        PermissionRefusal.RoleTooLow => Problem.RoleTooLow("Guests put no pages at the top of a workspace. Name a page that you may edit as parentId."),
        PermissionRefusal.Cycle => Problem.Field("parentId", "A page cannot lie under itself or under what lies under it. Move that one out first."),
        PermissionRefusal.TooDeep => Problem.Field("parentId", $"Pages lie at most {AccessRules.MaxDepth} deep. Choose a page further up."),
        PermissionRefusal.NotInTrash => Conflict(ProblemCode.NotInTrash, "The page was not put into the trash itself. Look at GET /api/workspaces/{id}/trash for the page above it that was."),
        PermissionRefusal.IdTaken => Conflict(ProblemCode.PageIdTaken, "Another page has this id. Make a new random UUID and send that."),
        PermissionRefusal.TooMany => Conflict(ProblemCode.TooManyPages, "More pages lie under this one than can be copied at once. Copy them in parts."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static ProblemHttpResult Conflict(string code, string detail) => Problem.Of(StatusCodes.Status409Conflict, code, detail);
}
