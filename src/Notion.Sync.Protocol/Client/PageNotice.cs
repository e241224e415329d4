namespace Notion.Sync.Protocol;

/// <summary>Something that a <see cref="PageReplica"/> has to tell its owner.</summary>
public abstract record PageNotice
{
    private PageNotice()
    {
    }

    /// <summary><see cref="PageReplica.Document"/> is another instance now.</summary>
    public sealed record Replaced : PageNotice;

    /// <summary>Local edits were refused and have been dropped.</summary>
    /// <param name="Changes">Which, and why.</param>
    /// <remarks>Say <see cref="PageReplica.Told"/> when the application knows: until then the store keeps them, and they are told again after a restart.</remarks>
    public sealed record Rejected(RejectedChanges Changes) : PageNotice
    {
        /// <summary>Those of them that the store has on its pending list.</summary>
        internal IReadOnlyList<PendingEdit> Edits { get; init; } = [];
    }

    /// <summary>Presence of somebody else.</summary>
    /// <param name="Payload">What they sent; empty when they have gone.</param>
    /// <param name="Sender">Who they are; the server vouches for it.</param>
    public sealed record Presence(ReadOnlyMemory<byte> Payload, PresenceSender Sender) : PageNotice;
}
