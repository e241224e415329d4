using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>What the server refuses, and what of the page is made anew because of it.</content>
public sealed partial class PageReplica
{
    private bool _mustRebuild;

    /// <summary>
    /// The server's page is of a later generation. A version does not tell: somebody who has all that the generation began with seems to lack nothing. So the page is opened again as
    /// if nothing were here, and the answer is the snapshot.
    /// </summary>
    private bool _needsSnapshot;

    private void Closed(ClientEvent.PageClosed closed, TimeSpan now)
    {
        if (SyncErrors.IsRetryable(closed.Code))
        {
            ReopenLater(now);
            _channelToClose = 0;                        // the server has closed it
            return;
        }
        LeaveChannel();
        Refusal = new SyncException(closed.Code, closed.Message);
    }

    private void Rejected(ClientEvent.BatchRejected rejection, TimeSpan now)
    {
        if (!_sent.TryGetValue(rejection.Batch, out PendingEdit[]? edits)) return;
        if (rejection.Code == SyncErrorCode.PageCompacted)
        {
            _needsSnapshot = true;
            ReopenLater(now);
        }
        else if (rejection.Retryable)
        {
            ReopenLater(now);
        }
        else if (rejection.Code == SyncErrorCode.ReplicaConflict)
        {
            Rename();
        }
        else if (rejection.Code == SyncErrorCode.ReadOnly)
        {
            Refuse([.. _pending.Where(edit => !edit.IsSupply)], rejection.Code, rejection.Message);     // the others would be refused alike
        }
        else if (edits.Length > 1)
        {
            foreach (PendingEdit edit in edits) edit.GoesAlone = true;
            _suppliesGoAlone |= Array.Exists(edits, static edit => edit.IsSupply);
            Reopen();
        }
        else
        {
            Refuse(edits, rejection.Code, rejection.Message);
        }
    }

    /// <summary>Takes back edits and what depends on them, hands them to the application, and opens the page again: what was sent after them cannot have been taken either.</summary>
    private void Refuse(IReadOnlyList<PendingEdit> edits, SyncErrorCode code, string message)
    {
        HashSet<OpId> refused = [.. edits.Select(edit => edit.Operation)];
        Retract(refused, [.. _pending.Where(edit => !edit.IsSupply && !refused.Contains(edit.Operation)).Select(edit => edit.Operation)], code, message);
        _showsRejection = true;
        _suppliesGoAlone = false;
    }

    /// <summary>Somebody else writes with our replica id: what is pending is made again under a fresh one. Where nothing is pending, what is durable cannot be told apart, and the page is built again from the server's.</summary>
    private void Rename()
    {
        OpId[] own = [.. _pending.Where(edit => !edit.IsSupply).Select(edit => edit.Operation)];
        if (own.Length > 0)
        {
            Retract([own[0]], own, SyncErrorCode.ReplicaConflict, SyncErrors.Describe(SyncErrorCode.ReplicaConflict));
            return;
        }
        _mustRebuild = true;
        Reopen();
    }

    private void Retract(IReadOnlyCollection<OpId> retracted, IReadOnlyCollection<OpId> own, SyncErrorCode code, string message)
    {
        Reopen();
        RetractionResult result = _document.Retract(retracted, own, _options.NewReplicaId());
        HashSet<OpId> dropped = [.. result.Dropped];
        var gone = new List<PendingEdit>();
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            PendingEdit edit = node.Value;
            if (result.Kept.Includes(edit.Operation)) continue;
            Unlink(node);
            if (dropped.Contains(FirstOf(edit))) gone.Add(edit);
            else _journal.Drop(edit);
        }
        GoOnWith(result.Document, result.Update);
        if (gone.Count > 0 || result.Lost.Count > 0) Drop(gone, code, message, result.Texts, result.Lost);
    }

    /// <summary>Takes edits off the list for good, and tells so once it is stored.</summary>
    private void Drop(IReadOnlyList<PendingEdit> gone, SyncErrorCode code, string message, IReadOnlyList<LostText>? texts = null, IReadOnlyList<RebaseLoss>? lost = null)
    {
        _showsRejection |= gone.Count > 0;
        foreach (PendingEdit edit in gone) _journal.Refuse(edit, code);
        _journal.TellWhenStored(new PageNotice.Rejected(new RejectedChanges(code, message, [.. gone.Select(edit => edit.Change.Update)], texts, lost)) { Edits = gone });
    }

    /// <summary>Puts the server's state in the place of the document. What was written since the conflict was found was written on what nobody else has, and is handed to the application.</summary>
    private void Rebuild(ReadOnlyMemory<byte> update)
    {
        var fresh = new Document(_options.NewReplicaId(), _options.Document);
        PageBytes.Fill(fresh, update.Span);
        _mustRebuild = false;
        PendingEdit[] gone = [.. _pending.Where(edit => !edit.IsSupply)];
        while (_pending.First is { } node) Unlink(node);
        GoOnWith(fresh);
        if (gone.Length > 0) Drop(gone, SyncErrorCode.ReplicaConflict, SyncErrors.Describe(SyncErrorCode.ReplicaConflict));
    }

    /// <summary>
    /// The page was compacted past what is here: its snapshot takes the document's place. What is not in it is added under the ids that it has, where only history went and it can be. What cannot
    /// is made again where it was not sent or not acknowledged, and only that: what others wrote and the server has lost, they make again themselves. What has no place any more is handed to the application.
    /// </summary>
    private void Rebase(ReadOnlyMemory<byte> snapshot)
    {
        Document compacted = Document.Load(snapshot.Span, _options.NewReplicaId(), _options.Document);
        if (AddTo(compacted)) snapshot = compacted.Save();
        var before = new List<PendingEdit>();
        for (LinkedListNode<PendingEdit>? node = _pending.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (compacted.Version.Includes(node.Value.Operation)) continue;
            Unlink(node);
            if (!node.Value.IsSupply) before.Add(node.Value);
        }
        if (before.Count == 0 && compacted.Generation == _document.Generation)
        {
            GoOnWith(compacted);
            return;
        }
        RebaseResult result = _document.Rebase(snapshot.Span, _options.NewReplicaId(), before.ConvertAll(edit => edit.Operation));
        List<PendingEdit> gone = before.FindAll(edit => IsLost(edit, result.Lost));
        foreach (PendingEdit edit in before.Except(gone)) _journal.Drop(edit);
        GoOnWith(result.Document, result.Update);
        if (gone.Count == 0) return;
        LostText[] texts = [.. result.Lost.Where(lost => lost.Reason != RebaseLossReason.MayReturn && lost.Text.Length > 0).Select(lost => new LostText(lost.Block, lost.Key, lost.Text))];
        Drop(gone, SyncErrorCode.PageCompacted, SyncErrors.Describe(SyncErrorCode.PageCompacted), texts, result.Lost);
    }

    private bool IsLost(PendingEdit edit, IReadOnlyList<RebaseLoss> lost)
    {
        int first = FirstOf(edit).Counter;
        return lost.Any(loss => loss.Operation.Replica == edit.Change.Replica && loss.Operation.Counter >= first && loss.Operation.Counter < edit.Change.End);
    }

    /// <summary>Adds what is here to a snapshot of the same generation, but for what it cannot take and what builds on that; false where nothing was added.</summary>
    private bool AddTo(Document compacted)
    {
        if (compacted.Generation != _document.Generation || !compacted.Version.Includes(_document.TrimmedVersion)) return false;
        bool added = false;
        foreach (byte[] change in ChangeBatch.Split(_document.ExportSince(compacted.Version)))
        {
            if (compacted.Inspect(change)[0].State != ChangeState.Ready) continue;
            try
            {
                added |= compacted.Apply(change).Applied > 0;
            }
            catch (CrdtException early) when (early.Code == CrdtErrorCode.HistoryTrimmed)
            {
                // It builds on the inside of the cut, and its clock was behind: everybody refuses it alike.
            }
        }
        return added;
    }

    /// <summary>Puts a document in the place of the page's, here and in the store, and what was made again in it among the pending edits.</summary>
    private void GoOnWith(Document document, ReadOnlyMemory<byte>? madeAgain = null)
    {
        _journal.Replace(document.Save());
        if (madeAgain is { } update) AddMadeAgain(document, update);
        Become(document);
    }

    private void AddMadeAgain(Document document, ReadOnlyMemory<byte> update)
    {
        foreach (byte[] single in ChangeBatch.Split(update))
        {
            ChangeHeader change = document.Inspect(single)[0];
            Add(new PendingEdit(new LocalChange(change.Replica, change.FirstCounter + change.CounterCount, single)));
        }
    }

    private OpId FirstOf(PendingEdit edit) => new(edit.Change.Replica, _document.Inspect(edit.Change.Update.Span)[0].FirstCounter);
}
