namespace Notion.Crdt;

/// <summary>The names of the marks that every document knows.</summary>
public static class MarkTypes
{
    /// <summary>Bold; the value is true.</summary>
    public const string Bold = "bold";

    /// <summary>Italic; the value is true.</summary>
    public const string Italic = "italic";

    /// <summary>Underlined; the value is true.</summary>
    public const string Underline = "underline";

    /// <summary>Struck through; the value is true.</summary>
    public const string Strikethrough = "strikethrough";

    /// <summary>Code within a line; the value is true.</summary>
    public const string Code = "code";

    /// <summary>A colour by name, such as <c>red</c> or <c>blue_background</c>.</summary>
    public const string Color = "color";

    /// <summary>A link; the value is its address.</summary>
    public const string Link = "link";

    /// <summary>A comment, by the id of its thread; several may lie on the same text.</summary>
    public const string Comment = "comment";

    /// <summary>A mention of a person, page or date; the value says of what.</summary>
    public const string Mention = "mention";
}
