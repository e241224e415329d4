using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>One page, open on one connection: the handle by which a server's room talks to a client.</summary>
/// <remarks>
/// All methods are safe from any thread, return at once, keep the order of the calls, and do nothing once the channel is closed. A client that does not
/// read is cut off by its connection; the room need not care.
/// </remarks>
public sealed class SyncChannel
{
    private readonly ISessionGuard _guard;

    internal SyncChannel(ISessionGuard guard, int number, Guid page)
    {
        _guard = guard;
        Number = number;
        Page = page;
        Sender = new PresenceSender(Identity.UserId, Identity.UserName, guard.SessionId);
    }

    /// <summary>The connection.</summary>
    public SyncServerConnection Connection => (SyncServerConnection)_guard;

    /// <summary>The channel's number in its connection.</summary>
    public int Number { get; }

    /// <summary>The page.</summary>
    public Guid Page { get; }

    /// <summary>Where to create the page if there is none such and the user may: a workspace or a page; null: nowhere. See <see cref="ISyncHost.OpenAsync"/>.</summary>
    public Guid? CreateIn { get; init; }

    /// <summary>Who is signed in on the connection.</summary>
    public SyncIdentity Identity => _guard.Identity!;

    /// <summary>The identity that others get with this channel's presence.</summary>
    public PresenceSender Sender { get; }

    /// <summary>Whatever the host wants to find here again, such as the page's room. The connection does not look at it.</summary>
    public object? State { get; set; }

    /// <summary>The page is open; see <see cref="ServerSession.PageOpened"/>.</summary>
    /// <param name="committed">What is <b>committed</b> of the page: the client counts as saved what this covers.</param>
    /// <param name="update">What the client lacks; it may hold accepted changes that are not committed yet.</param>
    /// <param name="access">What the user may do.</param>
    public void Opened(VersionVector committed, ReadOnlyMemory<byte> update, PageAccess access) =>
        _guard.Answer((Number, committed, update, access), static (session, a) => session.PageOpened(a.Number, a.committed, a.update, a.access));

    /// <summary>Whether the client takes a snapshot in the place of changes wherever it is smaller.</summary>
    public bool TakesSnapshots => _guard.Has(Capability.Snapshots);

    /// <summary>
    /// The page is open: sends what a version lacks of a document, or a snapshot of it where that is smaller and the client takes it, or where the document's history does not reach back to that version.
    /// </summary>
    /// <param name="committed">What is <b>committed</b> of the page.</param>
    /// <param name="page">The page, the same for all who open it; it is read before the call returns.</param>
    /// <param name="version">What the client has.</param>
    /// <param name="access">What the user may do.</param>
    public void Opened(VersionVector committed, PageSource page, VersionVector version, PageAccess access)
    {
        ArgumentNullException.ThrowIfNull(page);
        Opened(committed, page.Since(version, TakesSnapshots), access);
    }

    /// <summary>Refuses or closes the page on this connection; the other pages go on.</summary>
    /// <param name="code">Why: 100 to 199.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void Close(SyncErrorCode code, string? message = null) =>
        _guard.Answer((Number, code, message), static (session, a) => session.ClosePage(a.Number, a.code, a.message));

    /// <summary>Changes what the user may do from the next batch on.</summary>
    /// <param name="access">The level.</param>
    public void ChangeAccess(PageAccess access) =>
        _guard.Answer((Number, access), static (session, a) => session.ChangeAccess(a.Number, a.access));

    /// <summary>The batch was accepted in memory.</summary>
    /// <param name="batch">The batch.</param>
    public void AckReceived(long batch) =>
        _guard.Answer((Number, batch), static (session, a) => session.ChangesReceived(a.Number, a.batch));

    /// <summary>The batch is committed. Call it after the commit has returned, never before.</summary>
    /// <param name="batch">The batch.</param>
    public void AckDurable(long batch) =>
        _guard.Answer((Number, batch), static (session, a) => session.ChangesDurable(a.Number, a.batch));

    /// <summary>The batch is refused, as a whole.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="code">Why: 200 to 299.</param>
    /// <param name="retryable">Whether the same bytes, sent later, can succeed.</param>
    /// <param name="message">Why and what to do; null for the code's own sentence.</param>
    public void Reject(long batch, SyncErrorCode code, bool retryable, string? message = null) =>
        _guard.Answer((Number, batch, code, retryable, message), static (session, a) => session.ChangesRejected(a.Number, a.batch, a.code, a.retryable, a.message));

    /// <summary>Sends changes of others.</summary>
    /// <param name="update">The update, as its author sent it.</param>
    public void Push(ReadOnlyMemory<byte> update) => _guard.Push(Number, update);

    /// <summary>Sends the presence of somebody else.</summary>
    /// <param name="payload">What they sent; empty when they have gone.</param>
    /// <param name="sender">The <see cref="Sender"/> of their channel.</param>
    public void PushPresence(ReadOnlyMemory<byte> payload, PresenceSender sender) =>
        _guard.Answer((Number, payload, sender), static (session, a) => session.PushPresence(a.Number, a.payload, a.sender));
}
