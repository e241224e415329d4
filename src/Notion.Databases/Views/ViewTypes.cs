namespace Notion.Databases;

/// <summary>What the types of views are called in documents.</summary>
public static class ViewTypes
{
    private static readonly string[] Names = ["table", "board", "list", "calendar", "gallery"];

    /// <summary>The name in documents, such as <c>board</c>.</summary>
    public static string Name(this ViewType type) => Names[(int)type];

    /// <summary>The type of a name; null where there is none.</summary>
    public static ViewType? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and int place ? (ViewType)place : null;
}
