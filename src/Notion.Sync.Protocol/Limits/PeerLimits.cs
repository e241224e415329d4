namespace Notion.Sync.Protocol;

/// <summary>The limits that one side announces to the other in the handshake, so that a well-behaved peer never meets them.</summary>
/// <param name="MaxFrameBytes">The largest frame that the announcer accepts, in bytes.</param>
/// <param name="MaxOpenChannels">How many pages may be open at once.</param>
/// <param name="MaxUnacknowledgedBatches">How many batches may wait for their durable acknowledgement.</param>
/// <param name="MaxUnacknowledgedBytes">How many bytes those batches may have together.</param>
/// <param name="MaxPresenceBytes">The largest presence payload, in bytes.</param>
/// <param name="IdleTimeoutMilliseconds">After how long a silence the announcer closes the connection.</param>
public sealed record PeerLimits(
    int MaxFrameBytes,
    int MaxOpenChannels,
    int MaxUnacknowledgedBatches,
    int MaxUnacknowledgedBytes,
    int MaxPresenceBytes,
    int IdleTimeoutMilliseconds);
