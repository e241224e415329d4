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
            _journal.Drop(edit);
            if (dropped.Contains(FirstOf(edit))) gone.Add(edit);
        }
        GoOnWith(result.Document, result.Update);
        if (gone.Count > 0 || result.Lost.Count > 0)
            _notices.Enqueue(new PageNotice.Rejected(new RejectedChanges(code, message, gone.ConvertAll(edit => edit.Change.Update), result.Texts, result.Lost)));
    }

    /// <summary>Puts the server's state in the place of the document. What was written since the conflict was found was written on what nobody else has, and is handed to the application.</summary>
    private void Rebuild(ReadOnlyMemory<byte> update)
    {
        var fresh = new Document(_options.NewReplicaId(), _options.Document);
        PageBytes.Fill(fresh, update.Span);
        _mustRebuild = false;
        PendingEdit[] gone = DropPending();
        GoOnWith(fresh);
        if (gone.Length == 0) return;
        _showsRejection = true;
        var rejected = new RejectedChanges(SyncErrorCode.ReplicaConflict, SyncErrors.Describe(SyncErrorCode.ReplicaConflict), [.. gone.Select(edit => edit.Change.Update)]);
        _notices.Enqueue(new PageNotice.Rejected(rejected));
    }

    /// <summary>
    /// The page was compacted past what is here: its snapshot takes the document's place. Where only history went, what is not in it is added under the ids that it has. Where a new generation
    /// was begun, what was not sent is made again, and only that: what others wrote and the server has lost, they make again themselves. What has no place any more is handed to the application.
    /// </summary>
    private void Rebase(ReadOnlyMemory<byte> snapshot)
    {
        if (TryAddTo(snapshot)) return;
        RebaseResult result = _document.Rebase(snapshot.Span, _options.NewReplicaId(), [.. _pending.Where(edit => !edit.IsSupply && _document.Version.Includes(edit.Operation)).Select(edit => edit.Operation)]);
        PendingEdit[] before = DropPending();
        GoOnWith(result.Document, result.Update);
        if (result.Lost.Count == 0) return;
        LostText[] texts = [.. result.Lost.Where(lost => lost.Text.Length > 0).Select(lost => new LostText(lost.Block, lost.Key, lost.Text))];
        var rejected = new RejectedChanges(
            SyncErrorCode.PageCompacted, SyncErrors.Describe(SyncErrorCode.PageCompacted), [.. before.Select(edit => edit.Change.Update)], texts, result.Lost);
        _notices.Enqueue(new PageNotice.Rejected(rejected));
    }

    /// <summary>Adds what is here to a snapshot of the same generation; false where that is not what it is.</summary>
    private bool TryAddTo(ReadOnlyMemory<byte> snapshot)
    {
        Document document = Document.Load(snapshot.Span, _options.NewReplicaId(), _options.Document);
        try
        {
            if (document.Generation != _document.Generation || document.Apply(_document.ExportSince(document.Version)).Waiting > 0) return false;
        }
        catch (CrdtException trimmed) when (trimmed.Code == CrdtErrorCode.HistoryTrimmed)
        {
            return false;
        }
        GoOnWith(document);
        return true;
    }

    /// <summary>Gives up all that is pending, supplies included.</summary>
    private PendingEdit[] DropPending()
    {
        PendingEdit[] all = [.. _pending];
        while (_pending.First is { } node)
        {
            Unlink(node);
            _journal.Drop(node.Value);
        }
        return all;
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
