namespace Notion.Sync.Protocol;

/// <summary>Both ways: another frame, compressed by itself.</summary>
/// <param name="Size">The length of the other frame, in bytes.</param>
/// <param name="Deflated">Raw deflate (RFC 1951) of its bytes.</param>
public sealed record DeflatedFrame(int Size, ReadOnlyMemory<byte> Deflated) : Frame
{
    /// <summary>A frame that grows more than so many times when inflated is not sent deflated, and is refused.</summary>
    public const int MaxRatio = 100;

    /// <inheritdoc/>
    public override FrameType Type => FrameType.Deflated;
}
