using System.Security.Cryptography;

namespace Notion.Sync.Protocol;

/// <summary>How a <see cref="SyncServerConnection"/> behaves. Immutable; one instance serves all connections.</summary>
public sealed record SyncServerOptions
{
    /// <summary>What each client may use. Default <see cref="SyncLimits.Untrusted"/>.</summary>
    public SyncLimits Limits { get; init; } = SyncLimits.Untrusted;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Name and version for the clients' logs.</summary>
    public string ServerName { get; init; } = "Notion.Sync.Protocol";

    /// <summary>How many pages of one connection are opened at the same time. Default 4.</summary>
    public int MaxConcurrentOpens { get; init; } = 4;

    /// <summary>Makes session ids. Default: 64 bits of the operating system's randomness, in hexadecimal.</summary>
    public Func<string> NewSessionId { get; init; } = static () => RandomNumberGenerator.GetHexString(16, lowercase: true);
}
