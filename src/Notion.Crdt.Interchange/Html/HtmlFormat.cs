using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>HTML: what browsers show and people paste. What HTML has no element for stands in attributes, so that what is written comes back.</summary>
internal sealed class HtmlFormat() : InterchangeFormat("html", "text/html", ".html")
{
    /// <summary>On the element of a block: type, properties, sets, counters and texts that are not shown, as a block of the JSON format.</summary>
    public const string BlockAttribute = "data-notion-block";

    /// <summary>On the element around all blocks: the values of the page.</summary>
    public const string PageAttribute = "data-notion-page";

    /// <summary>On an element in that of a block or the page: the key of the property whose text stands in it.</summary>
    public const string TextAttribute = "data-notion-text";

    /// <summary>On a span: the marks that HTML has no element for, as in the JSON format.</summary>
    public const string MarksAttribute = "data-notion-marks";

    /// <summary>On an empty span: the number of a character that HTML cannot hold, or not everywhere.</summary>
    public const string CharacterAttribute = "data-notion-char";

    /// <summary>On what is made from values for readers, and is not read back.</summary>
    public const string ShownAttribute = "data-notion-shown";

    private protected override int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 14, leaveOpen: true);
        return new HtmlBlockWriter(new HtmlWriter(text)).Write(block, options, cancellationToken);
    }

    private protected override BlockContent Parse(ReadOnlyMemory<byte> utf8, InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ImportBudget.Bytes(utf8.Length, limits);
        ReadOnlySpan<byte> bytes = utf8.Span;
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        string html;
        try
        {
            html = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The input is no UTF-8: {error.Message}", error);
        }
        return new HtmlBlockReader(new ImportBudget(limits, progress, cancellationToken)).Read(HtmlTree.Parse(html, limits, cancellationToken));
    }
}
