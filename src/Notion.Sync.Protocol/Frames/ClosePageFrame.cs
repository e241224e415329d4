namespace Notion.Sync.Protocol;

/// <summary>Client to server: the channel is no longer needed. Frames that are under way on it are dropped.</summary>
/// <param name="Channel">The channel.</param>
public sealed record ClosePageFrame(int Channel) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.ClosePage;
}
