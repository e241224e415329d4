using System.Text.Json;

namespace Notion.Crdt.Interchange;

/// <summary>JSON: all that is shown, exactly.</summary>
internal sealed class JsonFormat() : InterchangeFormat("json", "application/json", ".json")
{
    /// <summary>What the member <c>format</c> says.</summary>
    public const string Signature = "notion-blocks";

    /// <summary>What the member <c>version</c> says; readers refuse greater ones.</summary>
    public const int Version = 1;

    private protected override int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken) =>
        JsonBlockWriter.Write(block, output, options, cancellationToken);

    private protected override BlockContent Parse(ReadOnlyMemory<byte> utf8, InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        ImportBudget.Bytes(utf8.Length, limits);
        ReadOnlySpan<byte> bytes = utf8.Span;
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            return new JsonBlockReader(bytes, new ImportBudget(limits, progress, cancellationToken)).Read();
        }
        catch (JsonException error)
        {
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The input is not JSON: {error.Message}", error);
        }
    }
}
