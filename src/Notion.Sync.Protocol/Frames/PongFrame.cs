namespace Notion.Sync.Protocol;

/// <summary>Both ways: answers a ping.</summary>
/// <param name="Number">The ping's number.</param>
public sealed record PongFrame(long Number) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Pong;
}
