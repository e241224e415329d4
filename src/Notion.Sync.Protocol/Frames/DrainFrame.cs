namespace Notion.Sync.Protocol;

/// <summary>Server to client: go elsewhere, in your own time, before the grace is over.</summary>
/// <param name="Code">Why: <see cref="SyncErrorCode.ServerShuttingDown"/> or <see cref="SyncErrorCode.ServerOverloaded"/>.</param>
/// <param name="GraceMilliseconds">How long the connection still works.</param>
/// <param name="Address">Where to go; empty for wherever the client connected first.</param>
/// <param name="Message">Why, for logs.</param>
public sealed record DrainFrame(SyncErrorCode Code, int GraceMilliseconds, string Address, string Message) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Drain;
}
