namespace Notion.Workspace.Client.Directory;

/// <summary>The address of a page within the application.</summary>
internal static class PageAddress
{
    public static string Of(Guid page) => $"p/{page}";
}
