namespace Notion.Sync.Protocol;

/// <summary>Client to server: changes have been dealt with, so that the server may push more.</summary>
/// <param name="Batches">How many more pushes.</param>
/// <param name="Bytes">How many more bytes in them.</param>
public sealed record CreditFrame(int Batches, int Bytes) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Credit;
}
