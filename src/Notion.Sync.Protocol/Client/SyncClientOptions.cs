using System.Security.Cryptography;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>How a <see cref="SyncClient"/> behaves. Immutable.</summary>
public sealed record SyncClientOptions
{
    /// <summary>Gives the bearer token, before each connection and before the one in use ends: refresh it here.</summary>
    public required Func<CancellationToken, ValueTask<string>> Token { get; init; }

    /// <summary>
    /// Connects to an address that a server names when it sends its clients elsewhere. Null (default): such addresses are ignored, and the client connects as always.
    /// The token goes to that address: refuse those that you do not trust, by an exception.
    /// </summary>
    public Func<Uri, CancellationToken, ValueTask<ISyncTransport>>? ConnectElsewhere { get; init; }

    /// <summary>Name and version for the server's log.</summary>
    public string ClientName { get; init; } = "Notion.Sync.Protocol";

    /// <summary>
    /// Where documents are touched and events are raised. Null (default): on any thread, under each page's lock; touch a document in
    /// <see cref="SyncedDocument.Edit"/> and <see cref="SyncedDocument.Read"/>. A context, such as a user interface's: only there, and there it may be touched directly.
    /// </summary>
    public SynchronizationContext? Context { get; init; }

    /// <summary>What the server may use of this client. Default <see cref="SyncLimits.Client"/>.</summary>
    public SyncLimits Limits { get; init; } = SyncLimits.Client;

    /// <summary>How long to wait between attempts to connect.</summary>
    public BackOff BackOff { get; init; } = new();

    /// <summary>The clock of the connection. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter; used under a lock. Default: seeded by the operating system.</summary>
    public Random Random { get; init; } = new(RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>For the documents that the client makes, their clock included.</summary>
    public DocumentOptions Document { get; init; } = new();

    /// <summary>Makes the replica id of each document that the client makes. Default: the operating system's randomness.</summary>
    public Func<ReplicaId> NewReplicaId { get; init; } = ReplicaId.Create;

    /// <summary>How many bytes of changes are sent in one batch at most, unless one change alone is larger. 1: every change by itself. Default 32 KiB.</summary>
    public int MaxBatchBytes { get; init; } = 32 << 10;

    /// <summary>After how many stored updates a page is put together into one. Default 512.</summary>
    public int CompactAfter { get; init; } = 512;
}
