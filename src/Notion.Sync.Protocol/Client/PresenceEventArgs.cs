namespace Notion.Sync.Protocol;

/// <summary>Presence of somebody else on a page.</summary>
/// <param name="payload">What they sent; empty when they have gone.</param>
/// <param name="sender">Who they are; the server vouches for it.</param>
public sealed class PresenceEventArgs(ReadOnlyMemory<byte> payload, PresenceSender sender) : EventArgs
{
    /// <summary>What they sent; empty when they have gone.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Who they are.</summary>
    public PresenceSender Sender { get; } = sender;
}
