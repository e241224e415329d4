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
    int IdleTimeoutMilliseconds)
{
    /// <summary>The largest frame out of fragments or inflated, in bytes. Default <see cref="MaxFrameBytes"/>.</summary>
    public int MaxWholeBytes { get; init; } = MaxFrameBytes;

    /// <summary>How many frames may come in fragments at once. Default 0: none.</summary>
    public int MaxAssemblies { get; init; }

    /// <summary>How many pushes a server may send ahead of credit. Default 0.</summary>
    public int MaxPushedBatches { get; init; }

    /// <summary>How many bytes those may have together. Default 0.</summary>
    public int MaxPushedBytes { get; init; }

    /// <summary>How long the server shows presence without a heartbeat. Default 30 s.</summary>
    public int PresenceLifetimeMilliseconds { get; init; } = 30_000;
}
