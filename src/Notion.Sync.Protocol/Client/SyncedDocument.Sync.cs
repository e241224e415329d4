using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>
/// How a page is kept in step. All state is guarded by the page's lock; the connection's lock is taken inside it, never the other way round.
/// <list type="bullet">
/// <item>Pending edits stand in a list, oldest first: stored ones before <c>_nextToSend</c> have been sent on this connection, those from it on have not.</item>
/// <item>A local commit appends to the list and to the journal; when the journal has stored it, <see cref="Flush"/> sends as far as the server's window allows.</item>
/// <item>An edit leaves the list when the server says that it is durable: by its acknowledgement, or by the committed version in an opened frame.</item>
/// <item>After a reconnect everything that is left is sent again. Changes are idempotent by id, so sending twice does no harm.</item>
/// </list>
/// </content>
public sealed partial class SyncedDocument
{
    private readonly LinkedList<PendingEdit> _pending = new();
    private readonly Dictionary<long, LinkedListNode<PendingEdit>> _sent = [];
    private LinkedListNode<PendingEdit>? _nextToSend;
    private ClientConnection? _connection;
    private int _channel;
    private int _received;
    private int _failedOpens;
    private int _supplies;
    private bool _isOpen;
    private bool _isEnded;
    private bool _mustRebuild;
    private bool _showsRejection;
    private (SyncErrorCode Code, string Message) _rejection;
    private SyncException? _refused;

    /// <summary>Asks the server for the page on a connection that is ready; does nothing when that has been done already.</summary>
    internal void Attach(ClientConnection connection)
    {
        lock (_gate)
        {
            if (_isEnded || (_connection == connection && _channel != 0)) return;
            Detached();
            _refused = null;
            _channel = connection.Open(this, _mustRebuild ? VersionVector.Empty : _document.Version);
            _connection = _channel == 0 ? null : connection;
        }
        NoteState();
        RaiseEvents();
    }

    /// <summary>The connection, or the channel on it, is gone: what was not acknowledged counts as not sent.</summary>
    internal void Detach()
    {
        lock (_gate) Detached();
        NoteState();
        RaiseEvents();
    }

    internal async ValueTask OnOpenedAsync(ClientEvent.PageOpened opened)
    {
        Task stored = Task.CompletedTask;
        await OnContextAsync(() =>
        {
            lock (_gate)
            {
                if (opened.Channel != _channel) return;
                if (_mustRebuild) Rebuild(opened);
                else if (!TryApply(opened.Update, ref stored)) return;
                SettleCovered(opened.Committed);
                _isOpen = true;
                _failedOpens = 0;
                Access = opened.Access;
                if (Access >= PageAccess.Edit) Supply(opened.Committed);
                _nextToSend = _pending.First;
            }
            NoteState();
            RaiseEvents();
        }).ConfigureAwait(false);
        Flush();
        await stored.ConfigureAwait(false);
    }

    internal async ValueTask OnChangesAsync(ClientEvent.ChangesReceived changes)
    {
        Task stored = Task.CompletedTask;
        await OnContextAsync(() =>
        {
            lock (_gate)
            {
                if (changes.Channel != _channel) return;
                if (TryApply(changes.Update, ref stored)) CompactIfLarge();
            }
            NoteState();
            RaiseEvents();
        }).ConfigureAwait(false);
        await stored.ConfigureAwait(false);
    }

    internal void OnAccess(ClientEvent.AccessChanged access)
    {
        lock (_gate)
        {
            if (access.Channel != _channel || Access == access.Access) return;
            Access = access.Access;
            Raise(() => StateChanged?.Invoke(this, EventArgs.Empty));
        }
        RaiseEvents();
    }

    internal void OnReceived(ClientEvent.BatchReceived ack)
    {
        lock (_gate)
        {
            if (ack.Channel != _channel) return;
            if (_sent.TryGetValue(ack.Batch, out LinkedListNode<PendingEdit>? node) && !node.Value.IsReceived && !node.Value.IsSupply)
            {
                node.Value.IsReceived = true;
                _received++;
            }
        }
        NoteState();
        RaiseEvents();
    }

    internal void OnDurable(ClientEvent.BatchDurable ack)
    {
        lock (_gate)
        {
            if (ack.Channel != _channel) return;
            if (_sent.Remove(ack.Batch, out LinkedListNode<PendingEdit>? node)) Settle(node);
            CompactIfLarge();
        }
        NoteState();
        RaiseEvents();
        Flush();
    }

    internal void OnRejected(ClientEvent.BatchRejected rejection)
    {
        lock (_gate)
        {
            if (rejection.Channel != _channel) return;
            if (rejection.Retryable) ReopenLater();
            else if (_sent.TryGetValue(rejection.Batch, out LinkedListNode<PendingEdit>? refused)) Drop(refused, rejection.Code, rejection.Message);
        }
        NoteState();
        RaiseEvents();
    }

    /// <summary>The server has closed or refused the page.</summary>
    internal void OnClosed(ClientEvent.PageClosed closed)
    {
        lock (_gate)
        {
            if (closed.Channel != _channel) return;
            if (SyncErrors.IsRetryable(closed.Code))
            {
                ReopenLater();
            }
            else
            {
                Detached();
                _refused = new SyncException(closed.Code, closed.Message);
            }
        }
        NoteState();
        RaiseEvents();
    }

    internal void OnPresence(ClientEvent.PresenceReceived presence)
    {
        Raise(() => PresenceReceived?.Invoke(this, new PresenceEventArgs(presence.Payload, presence.Sender)));
        RaiseEvents();
    }

    /// <summary>Sends what is stored and not yet sent, in order, as far as the server's window allows.</summary>
    internal void Flush()
    {
        lock (_gate)
        {
            while (_isOpen && !_mustRebuild && _nextToSend is { Value.IsStored: true } node)
            {
                ReadOnlyMemory<byte> update = node.Value.Change.Update;
                if (update.Length > _connection!.MaxUpdateBytes)
                {
                    Drop(node, SyncErrorCode.FrameTooLarge, "The edit is larger than the server accepts in one piece. Make it in smaller parts.");
                    break;
                }
                if (!_connection.TrySendChanges(_channel, update, out long batch)) break;
                _sent.Add(batch, node);
                _nextToSend = node.Next;
            }
        }
        NoteState();
        RaiseEvents();
    }

    private void NoteLocalChange(Document document, DocumentChangedEventArgs change)
    {
        lock (_gate)
        {
            if (document != _document || _isEnded)
            {
                var lost = new RejectedChanges(SyncErrorCode.StaleDocument, SyncErrors.Describe(SyncErrorCode.StaleDocument), [change.Update]);
                Raise(() => Rejected?.Invoke(this, lost));
                return;
            }
            var edit = new PendingEdit(new LocalChange(document.Replica, document.Version[document.Replica], change.Update));
            LinkedListNode<PendingEdit> node = _pending.AddLast(edit);
            _nextToSend ??= node;
            _showsRejection = false;
            _journal.AppendLocal(edit);
        }
        NoteState();
    }

    private void Detached()
    {
        _connection = null;
        _channel = 0;
        _isOpen = false;
        _received = 0;
        _sent.Clear();
        RemoveSupplies();
        foreach (PendingEdit edit in _pending) edit.IsReceived = false;
        _nextToSend = _pending.First;
    }

    /// <summary>
    /// Puts what the server lacks and nobody else may be able to bring among the pending edits, in causal order: changes of others that it passed
    /// on and lost in a crash before it committed them. The edits may depend on them.
    /// </summary>
    private void Supply(VersionVector committed)
    {
        VersionVector own = VersionVector.From(_pending.Select(edit => KeyValuePair.Create(edit.Change.Replica, edit.Change.End)));
        if (committed.Union(own).Includes(_document.Version)) return;
        Dictionary<(ReplicaId, int), PendingEdit> mine = _pending.ToDictionary(edit => (edit.Change.Replica, edit.Change.End));
        var ordered = new List<PendingEdit>(_pending.Count);
        foreach (byte[] update in UpdateSplitter.Split(_document.ExportSince(committed)))
        {
            ChangeHeader change = _document.Inspect(update)[0];
            int end = change.FirstCounter + change.CounterCount;
            if (mine.Remove((change.Replica, end), out PendingEdit? edit))
            {
                ordered.Add(edit);
            }
            else
            {
                ordered.Add(new PendingEdit(new LocalChange(change.Replica, end, update), isSupply: true));
                _supplies++;
            }
        }
        ordered.AddRange(_pending.Where(edit => mine.ContainsKey((edit.Change.Replica, edit.Change.End))));
        _pending.Clear();
        foreach (PendingEdit edit in ordered) _pending.AddLast(edit);
    }

    private void RemoveSupplies()
    {
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null && _supplies > 0; node = next)
        {
            next = node.Next;
            if (node.Value.IsSupply) Unlink(node);
        }
    }

    /// <summary>
    /// Applies what the server sent, and has it stored before any local edit that comes later. Where the server has another change under an id of
    /// ours, somebody else writes with our replica id: the pending edits are given up, and the page is built again under a fresh id.
    /// </summary>
    private bool TryApply(ReadOnlyMemory<byte> update, ref Task stored)
    {
        try
        {
            ApplyResult result = PageBytes.IsSnapshot(update.Span) ? _document.Merge(update.Span) : _document.Apply(update.Span);
            if (result is not { Applied: 0, Waiting: 0 }) stored = _journal.AppendRemote(update);
            return true;
        }
        catch (CrdtException trimmed) when (trimmed.Code == CrdtErrorCode.HistoryTrimmed)
        {
            Rebase(update);
            return true;
        }
        catch (CrdtException conflict) when (conflict.Code == CrdtErrorCode.ReplicaConflict)
        {
            Drop(_pending.First, SyncErrorCode.ReplicaConflict, SyncErrors.Describe(SyncErrorCode.ReplicaConflict));
            return false;
        }
    }

    private void SettleCovered(VersionVector committed)
    {
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (committed[node.Value.Change.Replica] >= node.Value.Change.End) Settle(node);
        }
    }

    private void Settle(LinkedListNode<PendingEdit> node)
    {
        Unlink(node);
        if (!node.Value.IsSupply) _journal.RemovePending([node.Value]);
    }

    private void Unlink(LinkedListNode<PendingEdit> node)
    {
        if (_nextToSend == node) _nextToSend = node.Next;
        if (node.Value.IsReceived) _received--;
        if (node.Value.IsSupply) _supplies--;
        _pending.Remove(node);
    }

    /// <summary>Gives up a refused edit and all that came after it, which may depend on it, and has the page built again.</summary>
    private void Drop(LinkedListNode<PendingEdit>? first, SyncErrorCode code, string message)
    {
        _rejection = (code, message);
        _mustRebuild = true;
        for (LinkedListNode<PendingEdit>? node = _pending.First; node is not null && node != first; node = node.Next) node.Value.SurvivesRebuild = true;
        RemoveSupplies();
        DropUnlessSurviving();
        ClientConnection connection = _connection!;
        connection.ClosePage(_channel);
        Detached();
        _client.Reattach(this, connection);
    }

    private void DropUnlessSurviving()
    {
        var dropped = new List<PendingEdit>();
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.SurvivesRebuild) continue;
            dropped.Add(node.Value);
            Unlink(node);
        }
        if (dropped.Count == 0) return;
        _showsRejection = true;
        _journal.RemovePending(dropped);
        var rejected = new RejectedChanges(_rejection.Code, _rejection.Message, dropped.ConvertAll(edit => edit.Change.Update));
        Raise(() => Rejected?.Invoke(this, rejected));
    }

    /// <summary>Puts the server's state in the place of the document. Edits made since the rejection were made on top of what is gone, so they go too.</summary>
    private void Rebuild(ClientEvent.PageOpened opened)
    {
        Document fresh = NewDocument();
        PageBytes.Fill(fresh, opened.Update.Span);
        DropUnlessSurviving();
        foreach (PendingEdit edit in _pending) edit.SurvivesRebuild = TryApply(fresh, edit);
        DropUnlessSurviving();
        foreach (PendingEdit edit in _pending) edit.SurvivesRebuild = false;
        fresh.Changed += OnDocumentChanged;
        _document = fresh;
        _mustRebuild = false;
        _journal.Replace(PageBytes.Of(fresh));
        Raise(() => Replaced?.Invoke(this, EventArgs.Empty));
    }

    /// <summary>The page was compacted past what is here: its snapshot takes the document's place, and what was not sent is made again in it. What has no place any more is handed to the application.</summary>
    private void Rebase(ReadOnlyMemory<byte> snapshot)
    {
        RebaseResult result = _document.Rebase(snapshot.Span, _options.NewReplicaId());
        PendingEdit[] before = [.. _pending];
        foreach (PendingEdit edit in before) Unlink(_pending.Find(edit)!);
        _document = result.Document;
        _document.Changed += OnDocumentChanged;
        _journal.Replace(snapshot);
        foreach (byte[] update in UpdateSplitter.Split(result.Update))
        {
            ChangeHeader change = _document.Inspect(update)[0];
            var edit = new PendingEdit(new LocalChange(change.Replica, change.FirstCounter + change.CounterCount, update));
            _pending.AddLast(edit);
            _journal.AppendLocal(edit);
        }
        _journal.RemovePending([.. before.Where(edit => !edit.IsSupply)]);
        Raise(() => Replaced?.Invoke(this, EventArgs.Empty));
        if (result.Lost.Count == 0) return;
        string texts = string.Join("; ", result.Lost.Where(lost => lost.Text.Length > 0).Select(lost => lost.Text));
        var rejected = new RejectedChanges(SyncErrorCode.PageCompacted, $"{SyncErrors.Describe(SyncErrorCode.PageCompacted)} {result.Lost.Count} edits; text: {texts}", [.. before.Select(edit => edit.Change.Update)]);
        Raise(() => Rejected?.Invoke(this, rejected));
    }

    private static bool TryApply(Document document, PendingEdit edit)
    {
        try
        {
            document.Apply(edit.Change.Update.Span);
            return true;
        }
        catch (CrdtException)
        {
            // The server's state has no place for it: the caller drops it, and hands it to the application.
            return false;
        }
    }

    private void CompactIfLarge()
    {
        if (_journal.RowCount <= _options.CompactAfter || _journal.IsReplacing || _document.PendingCount > 0 || _mustRebuild) return;
        _journal.Replace(PageBytes.Of(_document));
    }

    private void ReopenLater()
    {
        ClientConnection connection = _connection!;
        connection.ClosePage(_channel);
        Detached();
        _failedOpens++;
        _client.ReattachLater(this, connection, _failedOpens);
    }
}
