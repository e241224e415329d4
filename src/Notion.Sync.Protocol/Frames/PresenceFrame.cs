namespace Notion.Sync.Protocol;

/// <summary>Both ways: something that is true now and never stored. An empty payload means that the sender has gone.</summary>
/// <param name="Channel">The page's channel.</param>
/// <param name="Payload">Opaque to the protocol.</param>
/// <param name="Sender">Who it is from, stamped by the server; null on the way to it, and ignored there.</param>
public sealed record PresenceFrame(int Channel, ReadOnlyMemory<byte> Payload, PresenceSender? Sender) : Frame
{
    /// <inheritdoc/>
    public override FrameType Type => FrameType.Presence;
}
