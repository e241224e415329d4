namespace Notion.Sync.Protocol;

/// <summary>Server to client: a channel was refused or closed, or a frame had no effect. The connection goes on.</summary>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why and what to do, for people.</param>
/// <param name="Channel">The channel that is closed by this; null where the error concerns none.</param>
public sealed record ErrorFrame(SyncErrorCode Code, string Message, int? Channel) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Error;
}
