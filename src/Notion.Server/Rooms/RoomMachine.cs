using Notion.Crdt;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>
/// One open page as a state machine without I/O and without a clock: its document, its readers, and the way of every change from a session to a commit.
/// </summary>
/// <remarks>
/// <para>A change: judged at the gate, merged, acknowledged as received, forwarded, and queued for the commit. It is acknowledged as durable
/// only after the store has answered; if the store fails, nothing is, and the same commit is tried again with growing waits until it succeeds. Meanwhile
/// editing goes on until too much is held in memory; then new changes are rejected as retryable.</para>
/// <para>Whoever runs it (<see cref="Room"/>; the simulator in tests) calls it from one thread at a time, and after each call takes the commit that has
/// become due (<see cref="TryStartCommit"/>), has the store append it, and says how that went (<see cref="Committed"/>).</para>
/// <para>Several processes may have the page open over one store. Its log decides: an append that finds others' updates there conflicts, and nothing of it is stored. The room then reads what was appended since the
/// last update that it knows (<see cref="TryStartPull"/>), merges and forwards it (<see cref="Pulled"/>), and appends again. It reads, too, when others say that the log has got further, and when a change
/// comes that builds on what it lacks. So a commit of which nobody knows whether it took place needs no care: the same is tried again, and where it is in the log already, the conflict leads to finding it there.</para>
/// <para>The document is loaded when something needs it: a change, or a reader who has a part of the page; and let go of when nothing has for a while, so that many open pages cost what their bytes do. Whoever has nothing, or all, is answered from
/// what is stored (<see cref="SnapshotAndTail"/>).</para>
/// <para>Invariants: (1) what <c>Opened</c> and durable acknowledgements promise is on the disk; (2) the log holds every merged update, after what it builds on; (3) no forwarded change falls between <c>Opened</c> and the first <c>Push</c> of a channel, since a channel joins in the call that answers it.</para>
/// </remarks>
internal sealed class RoomMachine
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly Guid _pageId;
    private readonly NotionServerOptions _options;
    private readonly ReplicaId _replica;
    private readonly DocumentOptions _documentOptions;
    private readonly SnapshotAndTail _bytes;
    private readonly HashSet<SyncChannel> _members = [];
    private readonly PresenceBoard _presence = new();
    private readonly CommitQueue _queue = new();
    private LoadedPage? _page;
    private DateTimeOffset _usedAt;
    private bool _isUsed;                               // since the last look
    private VersionVector _committed;
    private long _sequence;
    private (PageSnapshot Snapshot, VersionVector Version, SnapshotAndTail.Mark Taken)? _snapshot;
    private bool _waitsToRetry;
    private bool _isPulling;
    private bool _mayBeBehind;                          // somebody says so, or a change builds on what is not here
    private bool _isBehind;                             // the store says so
    private bool _hasLeft;

    /// <summary>An update without changes.</summary>
    private static readonly byte[] NoChanges = [0x91, 0x01];

    /// <summary>From so many updates or bytes in the tail on, a room that goes leaves a snapshot: below, reading them again costs less than making it.</summary>
    private const int ShortTail = 64;
    private const int ShortTailBytes = 4 << 10;

    /// <summary>Begins with what the store has of the page.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="history">All that is committed.</param>
    /// <param name="replica">A fresh one, for the changes that the server makes itself (<see cref="Write"/>).</param>
    /// <param name="documentOptions">For the document.</param>
    /// <param name="options">Limits and intervals.</param>
    /// <exception cref="CrdtException">The history does not decode, as far as that shows before the document is loaded.</exception>
    public RoomMachine(Guid pageId, PageHistory history, ReplicaId replica, DocumentOptions documentOptions, NotionServerOptions options)
    {
        _pageId = pageId;
        _replica = replica;
        _documentOptions = documentOptions;
        _options = options;
        _bytes = new SnapshotAndTail(history);
        _committed = _bytes.IsDated ? _bytes.SnapshotVersion.After(_bytes.Tail()) : Page.Document.Version;
        _sequence = history.LastSequence;
    }

    /// <summary>Whether everything that was merged is committed, and everybody who waits for word of it has it.</summary>
    public bool IsSettled => _queue.IsEmpty && !_queue.IsCommitting;

    /// <summary>The last update in the log that the room has.</summary>
    public long Sequence => _sequence;

    /// <summary>Whether the document had to be loaded.</summary>
    public bool IsLoaded => _page is not null;

    /// <summary>How many commits have failed since the last that succeeded.</summary>
    public int Failures { get; private set; }

    /// <summary>How many updates the commit under way, or the last one, holds.</summary>
    public int CommitSize => _queue.TakenCount;

    public void Join(SyncChannel channel, VersionVector version, PageAccess access)
    {
        _members.Add(channel);
        if (version.Count == 0 && _bytes.Snapshot is null)
        {
            channel.Opened(_committed, _bytes.Tail(), access);
        }
        else if (version.Count == 0 && channel.TakesSnapshots && _bytes.IsDated)
        {
            channel.Opened(_committed, _bytes.Snapshot, access);
            if (_bytes.Updates > 0) channel.Push(_bytes.Tail());
        }
        else if (_page is null && version.Includes(_committed))
        {
            channel.Opened(_committed, NoChanges, access);
        }
        else if (_page is null && _bytes.IsDated && version.Includes(_bytes.SnapshotVersion))
        {
            channel.Opened(_committed, _bytes.Tail(), access);
        }
        else
        {
            channel.Opened(_committed, Page.Source, version, access);
        }
        _presence.ShowTo(channel);
    }

    public void Leave(SyncChannel channel)
    {
        _members.Remove(channel);
        if (_presence.Remove(channel)) PushPresence(channel, default);
    }

    /// <summary>Takes a batch: it is rejected, or acknowledged as received and part of a commit to come.</summary>
    public void Submit(SyncChannel channel, Guid author, long batch, ReadOnlyMemory<byte> update, DateTimeOffset now)
    {
        if (!_members.Contains(channel)) return;
        if (_queue.Bytes + update.Length > _options.MaxUncommittedBytes)
        {
            channel.Reject(batch, SyncErrorCode.StoreUnavailable, true, "The store is behind and this page holds as much uncommitted as it may. Keep the change and send it again later.");
            return;
        }

        if (UpdateGate.Judge(Page.Document, update.Span, now, _options.MaxClockDrift) is { } refusal)
        {
            _mayBeBehind |= refusal.Code == SyncErrorCode.MissingDependencies;
            channel.Reject(batch, refusal.Code, refusal.Retryable, refusal.Message);
            return;
        }

        int applied;
        try
        {
            applied = Page.Document.Apply(update.Span).Applied;
        }
        catch (CrdtException exception)
        {
            refusal = UpdateGate.From(exception);
            channel.Reject(batch, refusal.Code, refusal.Retryable, refusal.Message);
            return;
        }
        catch (Exception)
        {
            // The document cannot be trusted any more, so the room goes; first the sender is told, or it would send the same again.
            channel.Reject(batch, SyncErrorCode.InvalidUpdate, false, "The page could not take this change, which is a defect of the server. Keep a copy of the content and make the edit again.");
            throw;
        }

        channel.AckReceived(batch);
        if (applied > 0)
        {
            foreach (SyncChannel member in _members)
                if (member != channel) member.Push(update);
            _queue.Add(new PageUpdate(update.ToArray(), author, now));
            _bytes.Add(update);
            _hasLeft = false;
        }
        _queue.AddWaiting(channel, batch);
    }

    /// <summary>Makes a change that was asked for otherwise than through a channel: forwarded and stored like all others.</summary>
    /// <param name="author">For whom.</param>
    /// <param name="edit">Edits the document and returns the update; a <see cref="CrdtException"/> refuses.</param>
    /// <param name="done">Told once the change is durable, or why it never will be.</param>
    /// <param name="now">The time.</param>
    public void Write(Guid author, Func<Document, ReadOnlyMemory<byte>> edit, TaskCompletionSource done, DateTimeOffset now)
    {
        if (_queue.Bytes > _options.MaxUncommittedBytes)
        {
            done.TrySetException(new StoreException(StoreErrorCode.Busy, "The store is behind, and this page holds as much uncommitted as it may. Try again later."));
            return;
        }
        ReadOnlyMemory<byte> update;
        try
        {
            update = edit(Page.Document);
        }
        catch (CrdtException exception)
        {
            done.TrySetException(exception);
            return;
        }
        catch (Exception exception)
        {
            done.TrySetException(exception);
            throw;
        }
        if (!update.IsEmpty)
        {
            foreach (SyncChannel member in _members) member.Push(update);
            _queue.Add(new PageUpdate(update.ToArray(), author, now));
            _bytes.Add(update);
            _hasLeft = false;
        }
        _queue.AddWaiting(done);
    }

    /// <summary>Lets somebody look at the document.</summary>
    /// <param name="look">Changes nothing; what it throws is the asker's.</param>
    /// <param name="done">Told when it has looked.</param>
    public void Read(Action<Document> look, TaskCompletionSource done)
    {
        try
        {
            look(Page.Document);
            done.TrySetResult();
        }
        catch (Exception exception)
        {
            done.TrySetException(exception);
        }
    }

    public void ShowPresence(SyncChannel channel, ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        if (!_members.Contains(channel)) return;
        _presence.Put(channel, payload, now);
        PushPresence(channel, payload);
    }

    /// <summary>Lets time pass: presence that is no longer renewed goes, and so does a document that is no longer needed.</summary>
    public void Tick(DateTimeOffset now)
    {
        foreach (SyncChannel gone in _presence.TakeExpired(now, _options.PresenceLifetime)) PushPresence(gone, default);
        Rest(now);
    }

    /// <summary>Lets go of the document where nothing has needed it for a while: what the room keeps as bytes says the same. Not while something waits to be committed, or rows have to be written anew.</summary>
    private void Rest(DateTimeOffset now)
    {
        if (_isUsed) (_isUsed, _usedAt) = (false, now);
        else if (IsSettled && _page is { Projector.IsWholeDue: false } && now - _usedAt >= _options.RoomIdleTime) _page = null;
    }

    /// <summary>Closes the page for all its readers.</summary>
    public void Close(SyncErrorCode code)
    {
        foreach (SyncChannel member in _members) member.Close(code);
        _queue.Abandon(Evicted());
    }

    /// <summary>What whoever waits for a change hears when its room goes before it was stored.</summary>
    public static StoreException Evicted() => new(StoreErrorCode.Conflict, "The page was closed before the change was stored. Try again.");

    /// <summary>The commit that is due; null while one is under way, while the wait after a failed one lasts, and when there is nothing to write.</summary>
    public PageCommit? TryStartCommit()
    {
        if (_queue.IsCommitting || _waitsToRetry || _isPulling || _isBehind || _queue.IsEmpty) return null;
        IReadOnlyList<PageUpdate> updates = _queue.Take(Page.Document.Version);
        if (updates.Count == 0)
        {
            // Batches that only repeat what is durable already.
            Acknowledge();
            return null;
        }
        return new PageCommit(_pageId, _sequence + 1, updates, Page.Projector.Take(), IsSnapshotDue ? TakeSnapshot() : null);
    }

    /// <summary>The commit of a snapshot alone, once nobody reads the page any more and the room is about to go; null where what is stored serves as well, or where it was tried.</summary>
    public PageCommit? TryStartLastSnapshot()
    {
        if (!IsSettled || _waitsToRetry || _isPulling || _isBehind || _hasLeft || (_bytes.Updates < ShortTail && _bytes.Bytes < ShortTailBytes)) return null;
        _hasLeft = true;
        _queue.Take(Page.Document.Version);
        return new PageCommit(_pageId, _sequence + 1, [], null, TakeSnapshot());
    }

    /// <summary>The commit is on the disk: whoever waits for it is told.</summary>
    public void Committed()
    {
        _sequence += _queue.TakenCount;
        if (_snapshot is { } stored) _bytes.Replace(stored.Snapshot.Bytes, stored.Version, stored.Taken);
        _snapshot = null;
        Failures = 0;
        Acknowledge();
    }

    /// <summary>The store has failed: nothing of the commit is stored, or nobody knows.</summary>
    /// <returns>After how long to call <see cref="Retry"/>; no commit is due before it.</returns>
    public TimeSpan CommitFailed()
    {
        PutBack();
        return WaitToRetry();
    }

    /// <summary>The log has got further than the room knows, and nothing of the commit is stored: it is tried again after a pull.</summary>
    public void CommitConflicted()
    {
        PutBack();
        _isBehind = true;
    }

    /// <summary>The wait after a failed commit or a failed pull is over.</summary>
    public void Retry() => _waitsToRetry = false;

    /// <summary>Somebody says how far the page's log has got.</summary>
    public void Nudged(long sequence) => _mayBeBehind |= sequence > _sequence + (_queue.IsCommitting ? _queue.TakenCount : 0);

    /// <summary>Somebody may have appended without saying so.</summary>
    public void LookAgain() => _mayBeBehind = true;

    /// <summary>After which update the log is to be read; null while that or a commit is under way, while the wait after a failure lasts, and when there is no need. A commit that is due goes first, or
    /// another process that writes all the time would keep this one from it.</summary>
    public long? TryStartPull()
    {
        if ((!_mayBeBehind && !_isBehind) || _isPulling || _queue.IsCommitting || _waitsToRetry) return null;
        _isPulling = true;
        _mayBeBehind = _isBehind = false;
        return _sequence;
    }

    /// <summary>The log was read.</summary>
    /// <param name="updates">All after the one that was asked for; null where the log does not reach back to it any more.</param>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.Conflict"/>: the page was compacted; the room has to be made anew.</exception>
    public void Pulled(IReadOnlyList<byte[]>? updates)
    {
        _isPulling = false;
        if (updates is null) throw new StoreException(StoreErrorCode.Conflict, "The page was compacted under an open room. It is opened anew.");
        Failures = 0;
        foreach (byte[] update in updates) Take(update);
    }

    /// <summary>The log could not be read.</summary>
    /// <returns>As <see cref="CommitFailed"/>.</returns>
    public TimeSpan PullFailed()
    {
        _isPulling = false;
        _mayBeBehind = true;
        return WaitToRetry();
    }

    /// <summary>Takes an update that is in the log: of others, or of a commit of the room's own of which it did not know that it had taken place.</summary>
    private void Take(byte[] update)
    {
        _sequence++;
        _committed = _committed.After(update);
        if (_queue.Remove(update)) return;
        if (_page is not null && _page.Document.Apply(update).Applied == 0) return;
        // The rows that the others wrote show the page without what waits here.
        if (!_queue.IsEmpty) Page.Projector.PutBack();
        _bytes.Add(update);
        _hasLeft = false;
        foreach (SyncChannel member in _members) member.Push(update);
    }

    private void PutBack()
    {
        if (_queue.TakenCount > 0) Page.Projector.PutBack();
        _queue.PutBack();
        _snapshot = null;
    }

    private TimeSpan WaitToRetry()
    {
        _waitsToRetry = true;
        TimeSpan delay = FirstRetry * Math.Pow(2, Math.Min(Failures++, 10));
        return delay < LastRetry ? delay : LastRetry;
    }

    private LoadedPage Page
    {
        get
        {
            _isUsed = true;
            return _page ??= new LoadedPage(_bytes, _replica, _documentOptions);
        }
    }

    /// <summary>A snapshot takes as long as the page is large, so it waits until as much has come as to be worth it.</summary>
    private bool IsSnapshotDue => _bytes.Updates >= _options.SnapshotInterval || _bytes.Bytes >= Math.Max(_options.SnapshotBytes, (_bytes.Snapshot?.Length ?? 0) / 2);

    private PageSnapshot TakeSnapshot()
    {
        VersionVector version = Page.Document.Version;
        var snapshot = new PageSnapshot(Page.Document.Save(), version.Encode());
        _snapshot = (snapshot, version, _bytes.Here());
        return snapshot;
    }

    private void Acknowledge()
    {
        _committed = _queue.TakenVersion;
        foreach (CommitQueue.Waiting waiting in _queue.Complete()) waiting.Tell();
    }

    private void PushPresence(SyncChannel from, ReadOnlyMemory<byte> payload)
    {
        foreach (SyncChannel member in _members)
            if (member != from) member.PushPresence(payload, from.Sender);
    }
}
