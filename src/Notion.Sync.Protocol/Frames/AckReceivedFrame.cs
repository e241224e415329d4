namespace Notion.Sync.Protocol;

/// <summary>Server to client: the batch was accepted in memory. It may still be lost or rejected.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Batch">The batch.</param>
public sealed record AckReceivedFrame(int Channel, long Batch) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.AckReceived;
}
