namespace Notion.Sync.Protocol;

/// <summary>Client to server: a fresh token, before the one in use ends. It must stand for the same user.</summary>
/// <param name="Token">The bearer token.</param>
public sealed record TokenFrame(string Token) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Token;
}
