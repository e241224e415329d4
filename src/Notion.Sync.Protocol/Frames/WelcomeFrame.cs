namespace Notion.Sync.Protocol;

/// <summary>Server to client: the hello was accepted. From here on pages may be opened.</summary>
/// <param name="Version">The protocol version used from here on.</param>
/// <param name="Capabilities">Those of the client's capabilities that the server has too.</param>
/// <param name="Limits">What the server accepts.</param>
/// <param name="ServerName">Name and version of the server, for logs.</param>
/// <param name="SessionId">Names this connection, in presence and in logs.</param>
/// <param name="UserId">Whom the token stands for.</param>
/// <param name="UserName">That user's display name.</param>
public sealed record WelcomeFrame(
    int Version,
    IReadOnlyList<string> Capabilities,
    PeerLimits Limits,
    string ServerName,
    string SessionId,
    string UserId,
    string UserName) : Frame
{
    /// <summary>When the token ends, in milliseconds from now; 0 for never, or not known.</summary>
    public long ExpiresInMilliseconds { get; init; }

    /// <inheritdoc/>
    public override FrameType Type => FrameType.Welcome;
}
