using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>A format that documents are exported to and imported from. Immutable; safe from any thread, as far as the documents are.</summary>
/// <remarks>
/// Reading an input (<see cref="Read(ReadOnlyMemory{byte}, InterchangeLimits?, CancellationToken)"/>) needs no document, so it may run on any thread; what it gives goes into a document in one
/// transaction. Exports write as they go, and do not change the document; nobody may change it meanwhile.
/// </remarks>
public abstract class InterchangeFormat
{
    private protected InterchangeFormat(string name, string mediaType, string fileExtension)
    {
        Name = name;
        MediaType = mediaType;
        FileExtension = fileExtension;
    }

    /// <summary>The document as shown, exactly; docs/interchange.md has the schema.</summary>
    public static InterchangeFormat Json { get; } = new JsonFormat();

    /// <summary>Markdown (CommonMark with tables, task lists and strikethrough); docs/interchange.md says what it holds.</summary>
    public static InterchangeFormat Markdown { get; } = new MarkdownFormat();

    /// <summary>HTML: safe to show whatever the document holds; what is pasted from elsewhere is read, too. docs/interchange.md has the mapping.</summary>
    public static InterchangeFormat Html { get; } = new HtmlFormat();

    /// <summary>All formats.</summary>
    public static IReadOnlyList<InterchangeFormat> All { get; } = [Json, Markdown, Html];

    /// <summary>What it is called, in lower case: <c>json</c>.</summary>
    public string Name { get; }

    /// <summary>Its media type, such as <c>application/json</c>.</summary>
    public string MediaType { get; }

    /// <summary>What its files' names end in, with the dot.</summary>
    public string FileExtension { get; }

    /// <summary>Writes a whole document: the page's properties and all blocks shown.</summary>
    /// <param name="document">The document.</param>
    /// <param name="output">Where to; UTF-8 without a byte order mark. It is flushed, and stays open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks; what was written until then stays.</param>
    /// <returns>How many blocks were written.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Export(Document document, Stream output, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Export(document.Root, output, options, cancellationToken);
    }

    /// <summary>Writes a block with all that is shown under it, as the only one of a page; the root is the whole document.</summary>
    /// <param name="block">The block.</param>
    /// <param name="output">Where to; UTF-8 without a byte order mark. It is flushed, and stays open.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks; what was written until then stays.</param>
    /// <returns>How many blocks were written.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public int Export(Block block, Stream output, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        int written = Write(block, output, options ?? ExportOptions.Default, cancellationToken);
        output.Flush();
        return written;
    }

    /// <summary>As <see cref="Export(Block, Stream, ExportOptions?, CancellationToken)"/>, as a string.</summary>
    /// <param name="block">The block; the root for the whole document.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public string ExportText(Block block, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        Export(block, output, options, cancellationToken);
        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    /// <summary>Reads an input.</summary>
    /// <param name="utf8">The input; a byte order mark is skipped.</param>
    /// <param name="limits">How much is taken; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks.</param>
    /// <returns>The page: its properties, and its blocks as children.</returns>
    /// <exception cref="InterchangeException">The input is not of the format, or exceeds a limit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public BlockContent Read(ReadOnlyMemory<byte> utf8, InterchangeLimits? limits = null, CancellationToken cancellationToken = default) =>
        Parse(utf8, limits ?? InterchangeLimits.Default, null, cancellationToken);

    /// <summary>As <see cref="Read(ReadOnlyMemory{byte}, InterchangeLimits?, CancellationToken)"/>, from a string.</summary>
    /// <param name="text">The input.</param>
    /// <param name="limits">How much is taken; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks.</param>
    /// <exception cref="InterchangeException">The input is not of the format, or exceeds a limit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public BlockContent Read(string text, InterchangeLimits? limits = null, CancellationToken cancellationToken = default) =>
        Read(ToUtf8(text, limits ?? InterchangeLimits.Default), limits, cancellationToken);

    /// <summary>Reads an input into a document, in one transaction: others get all of it or nothing, and undo takes all of it back.</summary>
    /// <param name="document">The document.</param>
    /// <param name="utf8">The input; a byte order mark is skipped.</param>
    /// <param name="options">Where to, and how much is taken; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks, with the document unchanged.</param>
    /// <exception cref="InterchangeException">The input is not of the format, or exceeds a limit. The document is unchanged.</exception>
    /// <exception cref="CrdtException">As for <see cref="Document.Begin"/> and <see cref="Transaction.CreateBlock"/>. The document is unchanged.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside the parent's children.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ImportResult Import(Document document, ReadOnlyMemory<byte> utf8, ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        options ??= ImportOptions.Default;
        BlockContent page = Parse(utf8, options.Limits, options.Progress, cancellationToken);
        using Transaction edit = document.Begin(options.Author);
        if (options.SetPageProperties)
        {
            foreach (string key in page.Texts.Keys)
                if (document.Root.GetTextLength(key) is > 0 and var length) edit.DeleteText(BlockId.Root, key, 0, length);
            page.SetValues(edit, BlockId.Root);
        }
        (IReadOnlyList<BlockId> blocks, int count) = BlockContent.Insert(edit, page.Children, options.Parent, options.Index, cancellationToken);
        return new ImportResult(blocks, count, edit.Commit());
    }

    /// <summary>As <see cref="Import(Document, ReadOnlyMemory{byte}, ImportOptions?, CancellationToken)"/>, from a string.</summary>
    /// <param name="document">The document.</param>
    /// <param name="text">The input.</param>
    /// <param name="options">Where to, and how much is taken; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks, with the document unchanged.</param>
    /// <exception cref="InterchangeException">The input is not of the format, or exceeds a limit. The document is unchanged.</exception>
    /// <exception cref="CrdtException">As for <see cref="Document.Begin"/> and <see cref="Transaction.CreateBlock"/>. The document is unchanged.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside the parent's children.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ImportResult Import(Document document, string text, ImportOptions? options = null, CancellationToken cancellationToken = default) =>
        Import(document, ToUtf8(text, (options ?? ImportOptions.Default).Limits), options, cancellationToken);

    /// <summary>The format's name.</summary>
    public override string ToString() => Name;

    private protected abstract int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken);

    private protected abstract BlockContent Parse(ReadOnlyMemory<byte> utf8, InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken);

    private static byte[] ToUtf8(string text, InterchangeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            if (text.Length > limits.MaxBytes || strict.GetByteCount(text) > limits.MaxBytes) throw ImportBudget.TooManyBytes(limits);
            return strict.GetBytes(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The text holds half of a surrogate pair at {error.Index}: it was cut inside a character.", error);
        }
    }
}
