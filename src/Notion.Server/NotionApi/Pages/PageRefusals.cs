using Notion.Server.Permissions;

namespace Notion.Server.NotionApi;

/// <summary>Says as an error why something about where a page lies was not done.</summary>
internal static class PageRefusals
{
    public static ApiException Of(PermissionRefusal refusal) => refusal switch
    {
        PermissionRefusal.NoSuchPage => ApiException.NotFound("page"),
        PermissionRefusal.NoSuchParent => ApiException.NotFound("page"),
        PermissionRefusal.AccessTooLow or PermissionRefusal.ParentAccessTooLow => ApiException.Restricted("The user of the token may see this page, but not do this with it."),
        PermissionRefusal.RoleTooLow => ApiException.Restricted("Guests put no pages at the top of a workspace. Name a page that the user of the token may edit as parent."),
        PermissionRefusal.Cycle => ApiException.Invalid("body failed validation: a page cannot lie under itself."),
        PermissionRefusal.TooDeep => ApiException.Invalid($"body failed validation: pages lie at most {AccessRules.MaxDepth} deep."),
        PermissionRefusal.NotInTrash => ApiException.Invalid("The page was not put into the trash itself, but one above it. Take that one out."),
        _ => ApiException.Conflict("This was not done, since somebody else was doing something with the page. Try again."),
    };
}
