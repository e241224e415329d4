namespace Notion.Sync.Protocol;

/// <summary>What one side is willing to spend on the other. Every limit names the attack that it stops; all are enforced per connection.</summary>
/// <remarks>Immutable; change single limits with <c>SyncLimits.Untrusted with { … }</c>.</remarks>
public sealed record SyncLimits
{
    /// <summary>For a server that faces anybody.</summary>
    public static SyncLimits Untrusted { get; } = new();

    /// <summary>For a client that faces a server of its own choice: whole pages fit into one frame.</summary>
    public static SyncLimits Client { get; } = new()
    {
        MaxFrameBytes = 64 << 20,
        MaxWholeBytes = 256 << 20,
        MaxOpenChannels = 4096,
        FrameBurst = int.MaxValue,
        FramesPerSecond = int.MaxValue,
    };

    /// <summary>The largest frame accepted after the handshake, in bytes. Stops a length prefix of 2 GB from becoming an allocation. Default 4 MiB.</summary>
    public int MaxFrameBytes { get; init; } = 4 << 20;

    /// <summary>The largest frame accepted before the peer is authenticated, in bytes. Stops strangers from filling the memory. Default 16 KiB.</summary>
    public int MaxHandshakeBytes { get; init; } = 16 << 10;

    /// <summary>The longest token, in UTF-8 bytes. Stops megabytes of token from reaching the token check. Default 8 KiB.</summary>
    public int MaxTokenBytes { get; init; } = 8 << 10;

    /// <summary>The longest client, server, user or capability name, in UTF-8 bytes. Stops names from filling logs. Default 256.</summary>
    public int MaxNameBytes { get; init; } = 256;

    /// <summary>The longest message in an error, close or rejection, in UTF-8 bytes. Stops messages from filling logs. Default 2 KiB.</summary>
    public int MaxMessageBytes { get; init; } = 2 << 10;

    /// <summary>The most capabilities a peer may list. Stops a handshake that is one endless list. Default 64.</summary>
    public int MaxCapabilities { get; init; } = 64;

    /// <summary>The longest encoded version vector, in bytes. Stops five bytes that announce a vector of billions, and vectors of invented replicas. Default 1 MiB.</summary>
    public int MaxVersionBytes { get; init; } = 1 << 20;

    /// <summary>The most channels open at once. Stops one connection from loading every page. Default 256.</summary>
    public int MaxOpenChannels { get; init; } = 256;

    /// <summary>The most batches that wait for their durable acknowledgement. Stops a writer who outruns the disk. Default 512.</summary>
    public int MaxUnacknowledgedBatches { get; init; } = 512;

    /// <summary>The most bytes in batches that wait for their durable acknowledgement. Stops the same with few, huge batches. Default 16 MiB.</summary>
    public int MaxUnacknowledgedBytes { get; init; } = 16 << 20;

    /// <summary>The largest presence payload, in bytes. Stops the use of presence as a way round quotas. Default 4 KiB.</summary>
    public int MaxPresenceBytes { get; init; } = 4 << 10;

    /// <summary>The largest frame put together from fragments or inflated, and the most that all assemblies under way announce together, in bytes. Stops compression bombs, and gigabytes in small pieces. Default 16 MiB.</summary>
    public int MaxWholeBytes { get; init; } = 16 << 20;

    /// <summary>The most frames whose fragments are under way at once. Stops endless beginnings without an end. Default 4.</summary>
    public int MaxAssemblies { get; init; } = 4;

    /// <summary>The most pushes that the peer may send ahead of credit. Stops a server that outruns its client. Default 1,024.</summary>
    public int MaxPushedBatches { get; init; } = 1024;

    /// <summary>The most bytes in them. Stops the same with few, huge pushes. Default 4 MiB.</summary>
    public int MaxPushedBytes { get; init; } = 4 << 20;

    /// <summary>The most buckets in a digest frame. Stops comparisons without end. Default 4,096.</summary>
    public int MaxDigestBuckets { get; init; } = 4096;

    /// <summary>The most frames other than changes that are served at once. Stops a million tiny frames. Default 20,000.</summary>
    public int FrameBurst { get; init; } = 20_000;

    /// <summary>How many such frames a second are served in the long run. Stops the same, slowly. Default 1,000.</summary>
    public int FramesPerSecond { get; init; } = 1_000;

    /// <summary>How long presence is shown without a heartbeat. Stops cursors of the dead. Default 30 s.</summary>
    public TimeSpan PresenceLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes queued for a peer that does not read; answers to open frames are paced instead and do not count. Default 8 MiB.</summary>
    public int MaxQueuedBytes { get; init; } = 8 << 20;

    /// <summary>How long a single write may stand still. Stops a peer that never reads from holding its queue for ever. Default 15 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the handshake may take. Stops sockets that are opened and then say nothing. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may be silent; halfway through it is sent a ping. Stops dead peers from holding memory. Default 60 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long saying goodbye may take. Stops a shutdown that hangs on a peer that does not answer. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What of this the peer has to know, as it stands in the handshake.</summary>
    public PeerLimits Announce() => new(MaxFrameBytes, MaxOpenChannels, MaxUnacknowledgedBatches, MaxUnacknowledgedBytes, MaxPresenceBytes,
        (int)Math.Min(IdleTimeout.TotalMilliseconds, int.MaxValue))
    {
        MaxWholeBytes = Math.Max(MaxWholeBytes, MaxFrameBytes),
        MaxAssemblies = MaxAssemblies,
        MaxPushedBatches = MaxPushedBatches,
        MaxPushedBytes = MaxPushedBytes,
        PresenceLifetimeMilliseconds = (int)Math.Min(PresenceLifetime.TotalMilliseconds, int.MaxValue),
    };
}
