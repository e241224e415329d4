namespace Notion.Workspace.Client.Editing;

/// <summary>The kinds of block this editor knows, under the names of Notion's public API. Others are shown as paragraphs and kept as they are.</summary>
public static class EditorBlockTypes
{
    public const string Paragraph = "paragraph";
    public const string Heading1 = "heading_1";
    public const string Heading2 = "heading_2";
    public const string Heading3 = "heading_3";
    public const string BulletedListItem = "bulleted_list_item";
    public const string NumberedListItem = "numbered_list_item";
    public const string ToDo = "to_do";
    public const string Quote = "quote";

    /// <summary>The property that says whether a to-do is done.</summary>
    public const string Checked = "checked";

    /// <summary>What the menu offers, with the names people read.</summary>
    public static IReadOnlyList<(string Type, string Name)> All { get; } =
    [
        (Paragraph, "Text"),
        (Heading1, "Heading 1"),
        (Heading2, "Heading 2"),
        (Heading3, "Heading 3"),
        (BulletedListItem, "Bulleted list"),
        (NumberedListItem, "Numbered list"),
        (ToDo, "To-do"),
        (Quote, "Quote"),
    ];

    /// <summary>The name that people read, for labels.</summary>
    public static string NameOf(string type) => All.FirstOrDefault(entry => entry.Type == type).Name ?? "Text";

    /// <summary>The type of the block that Enter makes after one of this type: lists go on, everything else is followed by text.</summary>
    public static string After(string type) => type is BulletedListItem or NumberedListItem or ToDo ? type : Paragraph;
}
