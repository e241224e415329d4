namespace Notion.Sync.Protocol;

/// <summary>Client to server, the first frame of a connection.</summary>
/// <param name="MinVersion">The oldest protocol version that the client speaks.</param>
/// <param name="MaxVersion">The newest protocol version that the client speaks.</param>
/// <param name="Capabilities">Optional features that the client understands; unknown names are ignored.</param>
/// <param name="Limits">What the client accepts.</param>
/// <param name="ClientName">Name and version of the client, for logs.</param>
/// <param name="Token">The bearer token; empty for none.</param>
/// <param name="ReplicaHint">The replica id that the client writes with just now, for logs; 0 for none. It grants nothing.</param>
public sealed record HelloFrame(
    int MinVersion,
    int MaxVersion,
    IReadOnlyList<string> Capabilities,
    PeerLimits Limits,
    string ClientName,
    string Token,
    long ReplicaHint) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Hello;
}
