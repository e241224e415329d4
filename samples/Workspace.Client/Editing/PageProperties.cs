namespace Notion.Workspace.Client.Editing;

/// <summary>Properties of a page's root block.</summary>
public static class PageProperties
{
    /// <summary>The page's title, a string.</summary>
    public const string Title = "title";
}
