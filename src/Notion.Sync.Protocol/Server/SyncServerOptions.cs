using System.Security.Cryptography;

namespace Notion.Sync.Protocol;

/// <summary>How a <see cref="SyncServerConnection"/> behaves. Immutable; one instance serves all connections.</summary>
public sealed record SyncServerOptions
{
    /// <summary>What each client may use. Default <see cref="SyncLimits.Untrusted"/>.</summary>
    public SyncLimits Limits { get; init; } = SyncLimits.Untrusted;

    /// <summary>What clients may use, of what they have too. Default: all that this library has, <see cref="Capability.Digest"/> where the host lists pages.</summary>
    public IReadOnlyList<string> Capabilities
    {
        get;
        init => (field, WithoutDigest) = (value, Without(value));
    } = Capability.All;

    /// <summary>The same, for hosts that do not list pages.</summary>
    internal IReadOnlyList<string> WithoutDigest { get; private init; } = Without(Capability.All);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Name and version for the clients' logs.</summary>
    public string ServerName { get; init; } = "Notion.Sync.Protocol";

    /// <summary>When the server stops, how long clients are asked to go elsewhere before their connections are closed. Default 0: they are closed at once.</summary>
    public TimeSpan DrainGrace { get; init; }

    /// <summary>Where they are asked to go then; empty (default) for wherever they connected first.</summary>
    public string DrainAddress { get; init; } = string.Empty;

    /// <summary>How many pages of one connection are opened at the same time. Default 4.</summary>
    public int MaxConcurrentOpens { get; init; } = 4;

    /// <summary>Makes session ids. Default: 64 bits of the operating system's randomness, in hexadecimal.</summary>
    public Func<string> NewSessionId { get; init; } = static () => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string[] Without(IReadOnlyList<string> capabilities) => [.. capabilities.Where(static name => name != Capability.Digest)];
}
