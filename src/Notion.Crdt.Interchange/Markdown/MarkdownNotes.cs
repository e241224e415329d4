using System.Text.Encodings.Web;

namespace Notion.Crdt.Interchange;

/// <summary>What Markdown has no words for, as JSON in comments and attributes: blocks and marks in the form that docs/interchange.md gives for JSON.</summary>
internal static class MarkdownNotes
{
    public const string Block = "<!-- notion: ";
    public const string Page = "<!-- notion-page: ";
    public const string Title = "<!-- notion-title -->";
    public const string End = " -->";
    public const string Empty = "<!-- empty -->";
    public const string OpenChildren = "<!-- children -->";
    public const string CloseChildren = "<!-- /children -->";

    /// <summary>The type and values of a block. The encoder escapes angle brackets; of two hyphens one is escaped here, so that the comment ends where it should.</summary>
    public static string Write(BlockContent content, bool withText = false) =>
        JsonContent.Block(content, JavaScriptEncoder.Default, withText).Replace("--", "-\\u002d", StringComparison.Ordinal);

    public static string Write(IEnumerable<TextMark> marks) => JsonContent.Marks(marks, JavaScriptEncoder.Default);

    /// <summary>What a comment that begins so holds; null where it is none.</summary>
    public static string? Inside(string comment, string begin) =>
        comment.Length >= begin.Length + End.Length && comment.StartsWith(begin, StringComparison.Ordinal) && comment.EndsWith(End, StringComparison.Ordinal) ? comment[begin.Length..^End.Length] : null;

    /// <summary>A block's type and values; null where the note is malformed.</summary>
    public static BlockContent? ReadBlock(string json) => Read(json) is [var block] && block.Children.Count == 0 ? block : null;

    public static TextMarks? ReadMarks(string json) =>
        Read($"{{\"type\":\"text\",\"text\":[{{\"text\":\"x\",\"marks\":{json}}}]}}") is [{ Text: { Count: 1 } text }] && text.Text == "x" ? text[0].Marks : null;

    private static IList<BlockContent>? Read(string block)
    {
        try
        {
            return InterchangeFormat.Json.Read($"{{\"format\":\"notion-blocks\",\"blocks\":[{block}]}}").Children;
        }
        catch (InterchangeException)
        {
            return null;    // somebody else's comment, or a damaged one: documented as ignored
        }
    }
}
