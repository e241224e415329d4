namespace Notion.Sync.Protocol;

/// <summary>Server to client: the batch was refused, as a whole.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Code">Why, for programs: 200 to 299.</param>
/// <param name="Retryable">Whether the same bytes, sent later, can succeed.</param>
/// <param name="Message">Why and what to do, for people.</param>
public sealed record RejectFrame(int Channel, long Batch, SyncErrorCode Code, bool Retryable, string Message) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Reject;
}
