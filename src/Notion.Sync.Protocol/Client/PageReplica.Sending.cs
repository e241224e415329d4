using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>Opening, sending, and what the server acknowledges.</content>
public sealed partial class PageReplica
{
    private const int MostChanges = 1024;

    private readonly Dictionary<long, PendingEdit[]> _sent = [];
    private LinkedListNode<PendingEdit>? _nextToSend;
    private int _channelToClose;
    private int _received;
    private int _supplies;
    private bool _suppliesGoAlone;                      // a batch with some was refused; they are not kept from one opening to the next, so each cannot remember it
    private int _failedOpens;
    private TimeSpan? _reopenAt;

    /// <summary>Says to a session what the page has to say: closes and opens its channel, and sends what is stored and not yet sent, in order, as far as the server's window allows.</summary>
    /// <param name="session">The session of the present connection.</param>
    /// <returns>True when the window is full and more is to be sent: call again when the session has had an answer to any batch, of whichever page.</returns>
    public bool Exchange(ClientSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Phase != SessionPhase.Ready) return false;
        _presenceLifetime = session.PresenceLifetime;
        while (true)
        {
            if (_channelToClose != 0)
            {
                session.ClosePage(_channelToClose);
                _channelToClose = 0;
            }
            if (_isEnded) return false;
            if (Channel == 0 && _reopenAt is null && Refusal is null) Channel = session.Open(Page, _mustRebuild || _needsSnapshot ? VersionVector.Empty : _document.Version, CreateIn);
            if (!IsOpen || _mustRebuild) return false;
            if (!TrySend(session, out bool isFull)) continue;           // an edit was too large, and has been taken back
            return isFull;
        }
    }

    private bool TrySend(ClientSession session, out bool isFull)
    {
        isFull = false;
        while (_nextToSend is { Value.IsStored: true } first)
        {
            if (first.Value.Change.Update.Length > session.MaxUpdateBytes)
            {
                Refuse([first.Value], SyncErrorCode.FrameTooLarge, "The edit is larger than the server accepts in one piece. Make it in smaller parts.");
                return false;
            }
            PendingEdit[] batch = NextBatch(first, Math.Min(_options.MaxBatchBytes, session.MaxUpdateBytes), out LinkedListNode<PendingEdit>? next);
            if (!session.TrySendChanges(Channel, ChangeBatch.Join([.. batch.Select(edit => edit.Change.Update)]), out long number))
            {
                isFull = true;
                return true;
            }
            _sent.Add(number, batch);
            _nextToSend = next;
        }
        return true;
    }

    /// <summary>The first edit, and those after it that are stored and fit in with it.</summary>
    private static PendingEdit[] NextBatch(LinkedListNode<PendingEdit> first, int mostBytes, out LinkedListNode<PendingEdit>? next)
    {
        next = first.Next;
        if (next is null || first.Value.GoesAlone || !ChangeBatch.CanJoin(first.Value.Change.Update)) return [first.Value];
        var batch = new List<PendingEdit> { first.Value };
        int bytes = ChangeBatch.HeadBytes + first.Value.Change.Update.Length;
        for (; next is { Value: { IsStored: true, GoesAlone: false } edit } && batch.Count < MostChanges; next = next.Next)
        {
            bytes += edit.Change.Update.Length;
            if (bytes > mostBytes || !ChangeBatch.CanJoin(edit.Change.Update)) break;
            batch.Add(edit);
        }
        return [.. batch];
    }

    private void Opened(ClientEvent.PageOpened opened)
    {
        if (_mustRebuild) Rebuild(opened.Update);
        else if (PageBytes.IsSnapshot(opened.Update.Span)) Take(opened.Update);
        else if (!Apply(opened.Update)) return;
        SettleCovered(opened.Committed);
        IsOpen = true;
        _awaited = opened.Committed;
        _needsSnapshot = false;
        _failedOpens = 0;
        Access = opened.Access;
        if (CreateIn is not null)
        {
            CreateIn = null;
            _journal.SetCreation(null);
        }
        if (Access >= PageAccess.Edit) Supply(opened.Committed);
        _nextToSend = _pending.First;
    }

    /// <summary>A page that is empty here takes over a snapshot as it is; any other is made again in it, and so is one whose history was compacted.</summary>
    private void Take(ReadOnlyMemory<byte> snapshot)
    {
        if (_document.Version.Count > 0 || _needsSnapshot)
        {
            Rebase(snapshot);
            return;
        }
        try
        {
            if (_document.Merge(snapshot.Span) is not { Applied: 0, Waiting: 0 }) _journal.AddRemote(snapshot);
        }
        catch (CrdtException compacted) when (compacted.Code == CrdtErrorCode.HistoryTrimmed)
        {
            Rebase(snapshot);
        }
    }

    /// <summary>Applies what the server sent; false when that could not be, because somebody else writes with our replica id, and the page is opened again under a fresh one.</summary>
    private bool Apply(ReadOnlyMemory<byte> update)
    {
        try
        {
            if (_document.Apply(update.Span) is not { Applied: 0, Waiting: 0 }) _journal.AddRemote(update);
            return true;
        }
        catch (CrdtException conflict) when (conflict.Code == CrdtErrorCode.ReplicaConflict)
        {
            Rename();
            return false;
        }
        catch (CrdtException compacted) when (compacted.Code == CrdtErrorCode.HistoryTrimmed && !_needsSnapshot)
        {
            _needsSnapshot = true;
            Reopen();
            return false;
        }
    }

    private void Received(long batch)
    {
        if (!_sent.TryGetValue(batch, out PendingEdit[]? edits)) return;
        foreach (PendingEdit edit in edits)
        {
            if (edit.IsReceived || edit.IsSupply) continue;
            edit.IsReceived = true;
            _received++;
        }
    }

    private void Durable(long batch)
    {
        if (!_sent.Remove(batch, out PendingEdit[]? edits)) return;
        foreach (PendingEdit edit in edits)
            if (_pending.Find(edit) is { } node) Settle(node);       // acknowledgements come in order, so it stands at the front
    }

    private void SettleCovered(VersionVector committed)
    {
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (committed.Includes(node.Value.Operation)) Settle(node);
        }
    }

    private void Settle(LinkedListNode<PendingEdit> node)
    {
        Unlink(node);
        if (!node.Value.IsSupply) _journal.Settle(node.Value);
    }

    private void Unlink(LinkedListNode<PendingEdit> node)
    {
        if (_nextToSend == node) _nextToSend = node.Next;
        if (node.Value.IsReceived) _received--;
        if (node.Value.IsSupply) _supplies--;
        _pending.Remove(node);
    }

    /// <summary>
    /// Puts what the server lacks and nobody else may be able to bring among the pending edits, in causal order: changes of others that it passed
    /// on and lost in a crash before it committed them. The edits may depend on them.
    /// </summary>
    private void Supply(VersionVector committed)
    {
        VersionVector own = VersionVector.From(_pending.Select(edit => KeyValuePair.Create(edit.Change.Replica, edit.Change.End)));
        if (committed.Union(own).Includes(_document.Version)) return;
        Dictionary<OpId, PendingEdit> mine = _pending.ToDictionary(edit => edit.Operation);
        var ordered = new List<PendingEdit>(_pending.Count);
        foreach (byte[] update in ChangeBatch.Split(_document.ExportSince(committed)))
        {
            ChangeHeader change = _document.Inspect(update)[0];
            int end = change.FirstCounter + change.CounterCount;
            if (mine.Remove(new OpId(change.Replica, end - 1), out PendingEdit? edit))
            {
                ordered.Add(edit);
            }
            else
            {
                ordered.Add(new PendingEdit(new LocalChange(change.Replica, end, update), isSupply: true) { GoesAlone = _suppliesGoAlone });
                _supplies++;
            }
        }
        ordered.AddRange(_pending.Where(edit => mine.ContainsKey(edit.Operation)));
        _pending.Clear();
        foreach (PendingEdit edit in ordered) _pending.AddLast(edit);
    }

    private void LeaveChannel()
    {
        Channel = 0;
        IsOpen = false;
        DismissAll();
        _received = 0;
        _sent.Clear();
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            node.Value.IsReceived = false;
            if (node.Value.IsSupply) Unlink(node);
        }
        _nextToSend = _pending.First;
    }

    private void Reopen()
    {
        _channelToClose = Channel;
        LeaveChannel();
    }

    private void ReopenLater(TimeSpan now)
    {
        Reopen();
        _failedOpens++;
        lock (_options.Random) _reopenAt = now + _options.BackOff.Delay(_failedOpens, _options.Random);
    }
}
