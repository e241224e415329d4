namespace Notion.Sync.Protocol;

/// <summary>Both ways: the last frame of a connection.</summary>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why and what to do, for people.</param>
public sealed record CloseFrame(SyncErrorCode Code, string Message) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Close;
}
