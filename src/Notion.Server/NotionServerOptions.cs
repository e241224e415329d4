namespace Notion.Server;

/// <summary>
/// What an operator can set, in the configuration section <c>Notion</c> (so <c>Notion__DataDirectory=/srv/notion</c> in the environment,
/// <c>--Notion:DataDirectory /srv/notion</c> on the command line). Checked at start: a wrong value stops the server with a sentence that says why.
/// Addresses are ASP.NET Core's own setting: <c>--urls http://127.0.0.1:5080</c>.
/// </summary>
public sealed class NotionServerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Notion";

    /// <summary>Where everything durable lies when <see cref="Postgres"/> is not set; created when missing; relative to the working directory. One server per directory. Default: <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// A connection string of PostgreSQL (15 or newer), as in <c>Host=db;Database=notion;Username=notion;Password=...</c>: everything durable then lies there, and several servers
    /// may share it. Default: null, which means SQLite in <see cref="DataDirectory"/>.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>
    /// Whether a start brings the schema of <see cref="Postgres"/> to this version's. Default: false, which refuses to start on an older schema: run the server once with the argument <c>migrate</c>.
    /// SQLite is always brought to this version's.
    /// </summary>
    public bool MigrateAtStart { get; set; }

    /// <summary>
    /// Whether a new store gets a demo user (with a documented password) and a demo workspace.
    /// Default: null, which means only in the Development environment.
    /// </summary>
    public bool? Demo { get; set; }

    /// <summary>How long a session lives after it was last used. From 1 minute to 90 days. Default: 24 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Failed sign-ins for one email from one address, within <see cref="SignInFailureWindow"/>, before more are refused. From 1 to 1000. Default: 5.</summary>
    public int SignInFailureLimit { get; set; } = 5;

    /// <summary>How long failed sign-ins count. From 1 second to 1 day. Default: 5 minutes.</summary>
    public TimeSpan SignInFailureWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>OpenID Connect providers to sign in with, by the name that their addresses here have (letters, digits and <c>-</c>). Default: none.</summary>
    public IDictionary<string, ExternalSignIn.SignInProvider> SignInProviders { get; } = new Dictionary<string, ExternalSignIn.SignInProvider>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sign-ups from one address within an hour before more are refused. From 1 to 1,000,000. Default: 100.</summary>
    public int SignUpLimit { get; set; } = 100;

    /// <summary>
    /// Web pages of which other origins may open <c>/sync</c> (scheme, host and port, as in <c>https://notes.example.com</c>; <c>*</c> for any).
    /// The server's own origin always may, and programs that send no Origin header. Default: none.
    /// </summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The largest body of a REST request, in bytes. From 1 KiB to 64 MiB. Default: 64 KiB.</summary>
    public long MaxRequestBytes { get; set; } = 64 << 10;

    /// <summary>How many requests under <c>/v1</c> each integration may make per second, over ten seconds. From 1 to 1,000,000. Default: 50.</summary>
    public int ApiRequestsPerSecond { get; set; } = 50;

    /// <summary>The largest frame that a signed-in client may send to <c>/sync</c>, in bytes; clients learn it in the handshake. From 16 KiB to 64 MiB. Default: 4 MiB.</summary>
    public int MaxFrameBytes { get; set; } = 4 << 20;

    /// <summary>How many pages one connection may have open. From 1 to 100,000. Default: 256.</summary>
    public int MaxPagesPerConnection { get; set; } = 256;

    /// <summary>How many sockets of one user may be open. From 1 to 1,000,000. Default: 256.</summary>
    public int MaxConnectionsPerUser { get; set; } = 256;

    /// <summary>How many sockets from one address (of IPv6: one /64 network) may be open, signed in or not. Behind a proxy, have it say the address of the client (forwarded headers). From 1 to 1,000,000. Default: 2,048.</summary>
    public int MaxConnectionsPerAddress { get; set; } = 2_048;

    /// <summary>After how long a silence a connection is closed; halfway through it is pinged. From 1 second to 1 hour. Default: 60 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How far ahead of the server's clock a change may be dated. A change beyond it is rejected, since it would win every conflict until then. From 1 second to 1 day. Default: 2 minutes.</summary>
    public TimeSpan MaxClockDrift { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a commit waits for others to share its wait for the disk; on PostgreSQL only where others wait already. From 0 to 100 milliseconds. Default: 1 millisecond.</summary>
    public TimeSpan CommitWindow { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The most writes that share one commit; on PostgreSQL at most 64 pages do. From 1 to 100,000. Default: 1,000.</summary>
    public int MaxCommitGroup { get; set; } = 1_000;

    /// <summary>A page gets a new snapshot after so many updates at most: opening reads one snapshot and at most about so many updates. From 1 to 1,000,000. Default: 5,000.</summary>
    public int SnapshotInterval { get; set; } = 5_000;

    /// <summary>A page gets a new snapshot before that when the updates since the last have so many bytes, and at least half as many as that has. From 1 KiB to 1 GiB. Default: 64 KiB.</summary>
    public int SnapshotBytes { get; set; } = 64 << 10;

    /// <summary>The most bytes of updates that one page holds in memory while the store cannot commit; beyond it new changes are rejected until it can. From 64 KiB to 1 GiB. Default: 16 MiB.</summary>
    public long MaxUncommittedBytes { get; set; } = 16 << 20;

    /// <summary>How long a page without readers stays in memory, and the document of one that nobody changes. From 0 to 1 day. Default: 1 minute.</summary>
    public TimeSpan RoomIdleTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long presence (who is here, where their cursor is) is shown after its last sign of life. From 1 second to 10 minutes. Default: 30 seconds.</summary>
    public TimeSpan PresenceLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long shutting down may take: sockets closed, what was received committed. From 100 milliseconds to 30 seconds. Default: 4 seconds.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>When the server stops, how much of <see cref="DrainTime"/> sockets go on to work, while their clients are asked to go elsewhere. From 0 (closed at once) to half of <see cref="DrainTime"/>. Default: 0.</summary>
    public TimeSpan DrainGrace { get; set; }

    /// <summary>Where clients are asked to go then: a ws or wss address. Default: null, which means where they connected first. Clients go only where they are allowed to.</summary>
    public string? DrainAddress { get; set; }
}
