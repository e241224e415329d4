using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Notion.Crdt.Interchange;

/// <summary>What stands as JSON in attributes: written here, read by the reader of the JSON format.</summary>
internal static class HtmlValues
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>Type and values of a block.</summary>
    public static string Block(BlockContent content) => JsonContent.Block(content, Encoder);

    /// <summary>Some marks.</summary>
    public static string Marks(IEnumerable<TextMark> marks) => JsonContent.Marks(marks, Encoder);

    public static BlockContent ReadBlock(string attribute)
    {
        if (TypeAlone(attribute) is { } type) return new BlockContent(type);
        BlockContent page = InterchangeFormat.Json.Read($"{{\"format\":\"{JsonFormat.Signature}\",\"blocks\":[{attribute}]}}");
        if (page.Children.Count != 1 || page.Children[0].Children.Count > 0)
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"An attribute of HTML that holds a block holds {page.Children.Count}. See docs/interchange.md.");
        return page.Children[0];
    }

    public static string Key(string attribute) =>
        attribute.Length > 0 && Encoding.UTF8.GetByteCount(attribute) <= 1_024 ? attribute
            : throw new InterchangeException(InterchangeErrorCode.Malformed, $"The attribute {HtmlFormat.TextAttribute} holds no key of 1 to 1,024 bytes of UTF-8. See docs/interchange.md.");

    /// <summary>Most blocks have a type and nothing else: these need no reader of JSON, which takes longer than all else about a paragraph.</summary>
    private static string? TypeAlone(string attribute)
    {
        const string Before = "{\"type\":\"", After = "\"}";
        if (attribute.Length is <= 11 or > 100 || !attribute.StartsWith(Before, StringComparison.Ordinal) || !attribute.EndsWith(After, StringComparison.Ordinal)) return null;
        string type = attribute[Before.Length..^After.Length];
        return type.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') ? type : null;
    }

    public static TextMarks ReadMarks(string attribute)
    {
        BlockContent block = ReadBlock($"{{\"type\":\"text\",\"text\":[{{\"text\":\"x\",\"marks\":{attribute}}}]}}");
        return block.Text.Count == 0 ? TextMarks.None : block.Text[0].Marks;
    }
}
