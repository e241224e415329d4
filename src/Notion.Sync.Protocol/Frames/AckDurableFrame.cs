namespace Notion.Sync.Protocol;

/// <summary>Server to client: the batch is committed, and survives a kill of every process from now on. It includes the received acknowledgement.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Batch">The batch.</param>
public sealed record AckDurableFrame(int Channel, long Batch) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.AckDurable;
}
