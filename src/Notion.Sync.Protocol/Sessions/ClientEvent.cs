using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Something that a <see cref="ClientSession"/> learned from the server.</summary>
public abstract record ClientEvent
{
    private ClientEvent()
    {
    }

    /// <summary>The hello was accepted: pages may be opened.</summary>
    /// <param name="Frame">The server's answer.</param>
    public sealed record Welcomed(WelcomeFrame Frame) : ClientEvent;

    /// <summary>A page is open.</summary>
    /// <param name="Channel">Its channel.</param>
    /// <param name="Committed">What the server has committed of it: what this covers is durable, what it does not cover is to be sent.</param>
    /// <param name="Update">What this side lacked.</param>
    /// <param name="Access">What the user may do.</param>
    public sealed record PageOpened(int Channel, VersionVector Committed, ReadOnlyMemory<byte> Update, PageAccess Access) : ClientEvent;

    /// <summary>A page was refused or closed by the server; its channel is gone, and what was not acknowledged on it must be sent again.</summary>
    /// <param name="Channel">Its channel.</param>
    /// <param name="Code">Why.</param>
    /// <param name="Message">Why and what to do.</param>
    public sealed record PageClosed(int Channel, SyncErrorCode Code, string Message) : ClientEvent;

    /// <summary>Changes of others.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Update">The update, unchecked.</param>
    public sealed record ChangesReceived(int Channel, ReadOnlyMemory<byte> Update) : ClientEvent;

    /// <summary>The server has a batch in memory. It may still be lost or rejected.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Batch">The batch.</param>
    public sealed record BatchReceived(int Channel, long Batch) : ClientEvent;

    /// <summary>A batch is committed.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Batch">The batch.</param>
    public sealed record BatchDurable(int Channel, long Batch) : ClientEvent;

    /// <summary>A batch was refused.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Batch">The batch.</param>
    /// <param name="Code">Why.</param>
    /// <param name="Retryable">Whether the same bytes, sent later, can succeed.</param>
    /// <param name="Message">Why and what to do.</param>
    public sealed record BatchRejected(int Channel, long Batch, SyncErrorCode Code, bool Retryable, string Message) : ClientEvent;

    /// <summary>Presence of somebody else.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Payload">What they sent; empty when they have gone.</param>
    /// <param name="Sender">Who they are; the server vouches for it.</param>
    public sealed record PresenceReceived(int Channel, ReadOnlyMemory<byte> Payload, PresenceSender Sender) : ClientEvent;

    /// <summary>What the user may do with an open page has changed.</summary>
    /// <param name="Channel">The page's channel.</param>
    /// <param name="Access">The new level.</param>
    public sealed record AccessChanged(int Channel, PageAccess Access) : ClientEvent;

    /// <summary>The token will end: get a fresh one, and give it to <see cref="ClientSession.RefreshToken"/>. Comes again while there is none.</summary>
    public sealed record TokenWanted : ClientEvent;

    /// <summary>The server has taken the fresh token.</summary>
    public sealed record TokenRenewed : ClientEvent;

    /// <summary>The server wants this client elsewhere: close with <see cref="SyncErrorCode.None"/> at a random moment of the first half of the grace, and connect again.</summary>
    /// <param name="Frame">What it says.</param>
    public sealed record DrainRequested(DrainFrame Frame) : ClientEvent;

    /// <summary>The answer to <see cref="ClientSession.Compare"/>.</summary>
    /// <param name="Result">What differs.</param>
    public sealed record DigestCompared(DigestResult Result) : ClientEvent;

    /// <summary>The server reports a problem that ends nothing.</summary>
    /// <param name="Code">What.</param>
    /// <param name="Message">What, and what to do.</param>
    public sealed record Warned(SyncErrorCode Code, string Message) : ClientEvent;
}
