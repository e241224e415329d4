using System.Diagnostics.CodeAnalysis;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// A client's replica of one page as a state machine without I/O, clock, tasks or locks: commits, what the server says, what the store has done and ticks go in;
/// writes (<see cref="TryTakeWrite"/>), frames (<see cref="Exchange"/>) and notices (<see cref="TryTakeNotice"/>) come out.
/// </summary>
/// <remarks>
/// <para>How a page is kept in step:</para>
/// <list type="bullet">
/// <item>Pending edits stand in a list, oldest first: stored ones before <c>_nextToSend</c> have been sent on this connection, those from it on have not.</item>
/// <item>A local commit appends to the list and to the journal; when the journal has stored it, <see cref="Exchange"/> sends as far as the server's window allows.
/// What waits together is sent together, up to <see cref="SyncClientOptions.MaxBatchBytes"/>.</item>
/// <item>An edit leaves the list when the server says that it is durable: by its acknowledgement, or by the committed version in an opened frame.</item>
/// <item>After a reconnect everything that is left is sent again. Changes are idempotent by id, so sending twice does no harm.</item>
/// <item>A refused edit is taken back with what depends on it (<see cref="Document.Retract"/>); of a batch of several that was refused, each is sent again alone, to find out which it was.</item>
/// </list>
/// <para>The owner drives it so: after each call of <see cref="Receive"/>, <see cref="NoteCommit"/>, <see cref="Written"/>, <see cref="Tick"/> and <see cref="Disconnected"/> it takes the writes and the notices
/// that have come up, and calls <see cref="Exchange"/> while there is a session that is ready.</para>
/// <para>Not thread-safe: <see cref="SyncedDocument"/> guards it. Times are since any fixed moment, and must not go back.</para>
/// </remarks>
public sealed partial class PageReplica
{
    private readonly SyncClientOptions _options;
    private readonly EventHandler<DocumentChangedEventArgs> _listener;
    private readonly PageJournal _journal;
    private readonly Queue<PageNotice> _notices = new();
    private readonly LinkedList<PendingEdit> _pending = new();
    private bool _showsRejection;
    private VersionVector? _awaited;
    private bool _isEnded;

    /// <summary>Opens a page from what the store has of it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="stored">What the store has.</param>
    /// <param name="options">Replica ids, jitter, waits, and how documents are made.</param>
    /// <param name="createIn">The workspace, or the page, in which the server is to create this page if it has none such; null for a page that is there.</param>
    /// <param name="listener">Called for each change of the page's document, in the place of <see cref="NoteCommit"/>, which it has to call for local changes: for owners that hold a lock. Null: the replica listens itself.</param>
    /// <exception cref="CrdtException">What the store has is no page.</exception>
    public PageReplica(Guid page, StoredPage stored, SyncClientOptions options, Guid? createIn = null, EventHandler<DocumentChangedEventArgs>? listener = null)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(options);
        Page = page;
        _options = options;
        _listener = listener ?? ((document, change) =>
        {
            if (change.IsLocal) NoteCommit((Document)document!, change);
        });
        _document = StoredRows.Load(stored.Updates, options);
        _document.Changed += _listener;
        _journal = new PageJournal(_document.Replica, stored.Updates.Select(update => update.Id));
        AddStored(stored.Pending);
        CreateIn = stored.CreateIn ?? createIn;
        if (CreateIn is not null && stored.CreateIn is null) _journal.SetCreation(CreateIn);
    }

    private Document _document;

    /// <summary>The page.</summary>
    public Guid Page { get; }

    /// <summary>The document; another instance after a <see cref="PageNotice.Replaced"/>.</summary>
    public Document Document => _document;

    /// <summary>Where the connection stands, as its owner says.</summary>
    public ConnectionState Connection { get; set; }

    /// <summary>What is true of the local edits.</summary>
    public SyncState State
    {
        get
        {
            if (HoldsEdits) return SyncState.Unstored;
            if (Refusal is not null) return SyncState.Refused;
            if (_showsRejection) return SyncState.Rejected;
            if (!IsCaughtUp) return Connection is ConnectionState.Offline or ConnectionState.Stopped ? SyncState.Offline : SyncState.Connecting;
            int pending = PendingCount;
            if (pending == 0) return SyncState.Durable;
            return _received == pending ? SyncState.Received : SyncState.Sending;
        }
    }

    /// <summary>How many local changes are not known to be durable at the server. One that is taken back counts until a restart cannot bring it back any more.</summary>
    public int PendingCount => _pending.Count - _supplies + _journal.UnstoredDrops;

    /// <summary>What the user may do, as the server said last; <see cref="PageAccess.None"/> before.</summary>
    public PageAccess Access { get; private set; }

    /// <summary>Why the server does not open the page; null when it does.</summary>
    public SyncException? Refusal { get; private set; }

    /// <summary>Where the server is to create the page; null where it has it.</summary>
    public Guid? CreateIn { get; private set; }

    /// <summary>The channel that stands for the page on the present connection; 0 for none.</summary>
    public int Channel { get; private set; }

    /// <summary>Whether the server has answered for this page on the present connection.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether all is here that the server had committed when it answered: part of it may follow the answer (docs/protocol.md, *What is durable*).</summary>
    public bool IsCaughtUp
    {
        get
        {
            if (!IsOpen) return false;
            if (_awaited is not null && _document.Version.Includes(_awaited)) _awaited = null;
            return _awaited is null;
        }
    }

    /// <summary>How many bytes the store has not taken yet: an owner that receives faster than it stores waits while this is large.</summary>
    public long UnstoredBytes => _journal.WaitingBytes;

    /// <summary>Whether there is something that the store has not taken yet.</summary>
    public bool HasUnstored => !_journal.IsIdle;

    /// <summary>Whether local edits are among it: they are nowhere but here.</summary>
    public bool HoldsEdits => _journal.HoldsEdits;

    /// <summary>When <see cref="Tick"/> wants to be called next.</summary>
    public TimeSpan NextDeadline => _reopenAt is { } reopenAt && reopenAt < _nextExpiry ? reopenAt : _nextExpiry;

    /// <summary>A transaction was committed on a document of this page.</summary>
    /// <param name="document">The document. If it is no longer the page's, the change is handed back as rejected.</param>
    /// <param name="change">Its event.</param>
    public void NoteCommit(Document document, DocumentChangedEventArgs change)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(change);
        if (document != _document || _isEnded)
        {
            _notices.Enqueue(new PageNotice.Rejected(new RejectedChanges(SyncErrorCode.StaleDocument, SyncErrors.Describe(SyncErrorCode.StaleDocument), [change.Update])));
            return;
        }
        Add(new PendingEdit(new LocalChange(document.Replica, document.Version[document.Replica], change.Update)));
        _showsRejection = false;
    }

    /// <summary>Takes what the server said. What is for another channel than the page's is ignored.</summary>
    /// <param name="happened">What the session learned.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="CrdtException">The document refuses an update of the server. Nothing of it was applied; end the session with <see cref="SyncErrorCode.InvalidServerUpdate"/>.</exception>
    public void Receive(ClientEvent happened, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (_isEnded) return;
        if (ChannelOf(happened) is var channel && (channel == 0 || channel != Channel)) return;
        switch (happened)
        {
            case ClientEvent.PageOpened opened: Opened(opened); break;
            case ClientEvent.ChangesReceived changes: Apply(changes.Update); break;
            case ClientEvent.BatchReceived ack: Received(ack.Batch); break;
            case ClientEvent.BatchDurable ack: Durable(ack.Batch); break;
            case ClientEvent.BatchRejected rejected: Rejected(rejected, now); break;
            case ClientEvent.AccessChanged access: Access = access.Access; break;
            case ClientEvent.PageClosed closed: Closed(closed, now); break;
            case ClientEvent.PresenceReceived presence: Show(presence, now); break;
        }
        PutRowsTogether();
    }

    /// <summary>The connection is gone: what was not acknowledged counts as not sent.</summary>
    public void Disconnected()
    {
        LeaveChannel();
        _channelToClose = 0;
        _reopenAt = null;
        Refusal = null;
    }

    /// <summary>Lets time pass: a page that was to be opened again after a wait may be, with the next <see cref="Exchange"/>, and those who have been silent for too long are gone.</summary>
    /// <param name="now">The time.</param>
    public void Tick(TimeSpan now)
    {
        if (now >= _reopenAt) _reopenAt = null;
        ExpireVisitors(now);
    }

    /// <summary>Ends the <see cref="SyncState.Rejected"/> state: the user has seen it.</summary>
    public void ClearRejection() => _showsRejection = false;

    /// <summary>Nothing more is received or sent; what waits can still be written.</summary>
    public void End()
    {
        _isEnded = true;
        if (Channel != 0) _channelToClose = Channel;
        LeaveChannel();
    }

    /// <summary>Takes the next thing to tell.</summary>
    public bool TryTakeNotice([NotNullWhen(true)] out PageNotice? notice) => _notices.TryDequeue(out notice);

    /// <summary>Takes what is to be written to the store next; one write at a time. False while one is under way, or there is nothing to write.</summary>
    public bool TryTakeWrite([NotNullWhen(true)] out StoreWrite? write) => _journal.TryTake(out write);

    /// <summary>The write is stored.</summary>
    /// <param name="ids">What <see cref="IChangeStore.WriteAsync"/> gave.</param>
    /// <returns>Whether local edits were in it, which <see cref="Exchange"/> may send now.</returns>
    public bool Written(IReadOnlyList<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _journal.Written(ids, _notices);
    }

    /// <summary>The write failed, or nobody knows whether it did not: <see cref="TryTakeWrite"/> gives it again, as it was. Wait a little before.</summary>
    public void WriteFailed() => _journal.Failed();

    /// <summary>The application knows what was rejected, and the store may let go of it.</summary>
    /// <param name="notice">The notice, from <see cref="TryTakeNotice"/>.</param>
    public void Told(PageNotice.Rejected notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        foreach (PendingEdit edit in notice.Edits) _journal.Drop(edit);
    }

    /// <summary>The channel that an event is about; 0 where it is about the connection.</summary>
    /// <param name="happened">The event.</param>
    public static int ChannelOf(ClientEvent happened) => happened switch
    {
        ClientEvent.PageOpened opened => opened.Channel,
        ClientEvent.ChangesReceived changes => changes.Channel,
        ClientEvent.BatchReceived ack => ack.Channel,
        ClientEvent.BatchDurable ack => ack.Channel,
        ClientEvent.BatchRejected rejected => rejected.Channel,
        ClientEvent.AccessChanged access => access.Channel,
        ClientEvent.PageClosed closed => closed.Channel,
        ClientEvent.PresenceReceived presence => presence.Channel,
        _ => 0,
    };

    /// <summary>
    /// What was refused before the application was told is told now. So is what is not in the page: somebody who shares the store went on with a compacted page. Files of before writes had numbers may have a change
    /// twice: the first of each counts.
    /// </summary>
    private void AddStored(IReadOnlyList<PendingChange> stored)
    {
        var seen = new HashSet<OpId>();
        var untold = new List<(PendingEdit Edit, SyncErrorCode Code)>();
        foreach (PendingChange pending in stored)
        {
            var edit = new PendingEdit(pending.Change) { StoreId = pending.Id };
            if (!seen.Add(edit.Operation)) _journal.Drop(edit);
            else if (pending.RefusedWith is { } code) untold.Add((edit, code));
            else if (_document.Version.Includes(edit.Operation)) _pending.AddLast(edit);
            else untold.Add((edit, SyncErrorCode.PageCompacted));
        }
        _nextToSend = _pending.First;
        foreach (IGrouping<SyncErrorCode, PendingEdit> alike in untold.GroupBy(refused => refused.Code, refused => refused.Edit))
        {
            _showsRejection = true;
            var rejected = new RejectedChanges(alike.Key, SyncErrors.Describe(alike.Key), [.. alike.Select(edit => edit.Change.Update)]);
            _notices.Enqueue(new PageNotice.Rejected(rejected) { Edits = [.. alike] });
        }
    }

    private void Add(PendingEdit edit)
    {
        LinkedListNode<PendingEdit> node = _pending.AddLast(edit);
        _nextToSend ??= node;
        _journal.AddLocal(edit);
    }

    private void Become(Document document)
    {
        _document = document;
        _document.Changed += _listener;
        _notices.Enqueue(new PageNotice.Replaced());
    }

    private void PutRowsTogether()
    {
        if (_document.PendingCount == 0 && _journal.IsLarge(_options.CompactAfter)) _journal.Replace(_document.Save());
    }
}
