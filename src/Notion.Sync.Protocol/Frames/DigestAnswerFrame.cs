namespace Notion.Sync.Protocol;

/// <summary>Server to client: the buckets that differ, and the pages in them.</summary>
/// <param name="Request">The request.</param>
/// <param name="Deeper">Buckets with too many pages to list, 2 bytes each: ask for their children.</param>
/// <param name="Listed">Buckets of which <paramref name="Pages"/> has all pages, 2 bytes each.</param>
/// <param name="Pages">Page ids (16 bytes) and hashes (8 bytes), big-endian.</param>
/// <param name="More">Whether another answer to the same request follows.</param>
public sealed record DigestAnswerFrame(int Request, ReadOnlyMemory<byte> Deeper, ReadOnlyMemory<byte> Listed, ReadOnlyMemory<byte> Pages, bool More) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.DigestAnswer;
}
