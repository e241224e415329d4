using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>The marks that rich text of Notion's API can say. What else is marked, such as comments, is none of its business: edits leave it alone.</summary>
internal static class TextStyles
{
    /// <summary>A formula within a line; the value is true, and the text is the formula in TeX.</summary>
    public const string Equation = "equation";

    /// <summary>Annotations that are there or not, by the name that they have in both.</summary>
    public static IReadOnlyList<string> Flags { get; } = [MarkTypes.Bold, MarkTypes.Italic, MarkTypes.Strikethrough, MarkTypes.Underline, MarkTypes.Code];

    public static IReadOnlyList<string> All { get; } = [.. Flags, MarkTypes.Color, MarkTypes.Link, MarkTypes.Mention, Equation];

    public static IReadOnlyCollection<string> Colors { get; } = [.. BlockColors.All, "default_background"];
}
