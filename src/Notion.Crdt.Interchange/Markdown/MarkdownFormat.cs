using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>Markdown: CommonMark that people read, and comments for what it has no words for.</summary>
internal sealed class MarkdownFormat() : InterchangeFormat("markdown", "text/markdown", ".md")
{
    private protected override int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken) =>
        MarkdownBlockWriter.Write(block, output, options, cancellationToken);

    private protected override BlockContent Parse(ReadOnlyMemory<byte> utf8, InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ImportBudget.Bytes(utf8.Length, limits);
        ReadOnlySpan<byte> bytes = utf8.Span;
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return new MarkdownBlockReader(new ImportBudget(limits, progress, cancellationToken)).Read(text);
        }
        catch (DecoderFallbackException error)
        {
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The input is no UTF-8: {error.Message}", error);
        }
    }
}
