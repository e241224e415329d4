namespace Notion.Sync.Protocol;

/// <summary>Server to client: the fresh token is good.</summary>
/// <param name="ExpiresInMilliseconds">When it ends; 0 for never, or not known.</param>
public sealed record TokenAcceptedFrame(long ExpiresInMilliseconds) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.TokenAccepted;
}
