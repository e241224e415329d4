namespace Notion.Sync.Protocol;

/// <summary>Both ways: asks for a pong with the same number.</summary>
/// <param name="Number">Any number; comes back in the pong.</param>
public sealed record PingFrame(long Number) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Ping;
}
