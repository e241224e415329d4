using Notion.Crdt;
using Notion.Server.Logging;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <content>From an update to the disk.</content>
internal sealed partial class Room
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private Task _commit = Task.CompletedTask;
    private bool _withSnapshot;
    private bool _retrying;
    private int _failures;

    private void Take(RoomMessage.Submit submit)
    {
        SyncChannel channel = submit.Channel;
        if (!_members.Contains(channel)) return;
        if (_queue.Bytes + submit.Update.Length > _services.Options.MaxUncommittedBytes)
        {
            channel.Reject(submit.Batch, SyncErrorCode.StoreUnavailable, true, "The store is behind and this page holds as much uncommitted as it may. Keep the change and send it again later.");
            return;
        }

        DateTimeOffset now = _services.Time.GetUtcNow();
        if (UpdateGate.Judge(_document, submit.Update.Span, now, _services.Options.MaxClockDrift) is { } refusal)
        {
            channel.Reject(submit.Batch, refusal.Code, refusal.Retryable, refusal.Message);
            return;
        }

        int applied;
        try
        {
            applied = _document.Apply(submit.Update.Span).Applied;
        }
        catch (CrdtException exception)
        {
            refusal = UpdateGate.From(exception);
            channel.Reject(submit.Batch, refusal.Code, refusal.Retryable, refusal.Message);
            return;
        }
        catch (Exception)
        {
            // The document cannot be trusted any more, so the room goes; first the sender is told, or it would send the same again.
            channel.Reject(submit.Batch, SyncErrorCode.InvalidUpdate, false, "The page could not take this change, which is a defect of the server. Keep a copy of the content and make the edit again.");
            throw;
        }

        channel.AckReceived(submit.Batch);
        if (applied > 0)
        {
            foreach (SyncChannel member in _members)
                if (member != channel) member.Push(submit.Update);
            _queue.Add(new PageUpdate(submit.Update.ToArray(), submit.Author, now));
        }
        _queue.AddWaiting(channel, submit.Batch);
        StartCommit();
    }

    private void StartCommit()
    {
        if (_queue.IsCommitting || _retrying || _queue.IsEmpty) return;
        IReadOnlyList<PageUpdate> updates = _queue.Take(_document.Version);
        if (updates.Count == 0)
        {
            AfterCommit(null);
            return;
        }
        _withSnapshot = _sequence + updates.Count - _snapshotSequence >= _services.Options.SnapshotInterval;
        _commit = CommitAsync(new PageCommit(PageId, _sequence + 1, updates, _projector.Take(), _withSnapshot ? _document.Save() : null));
    }

    /// <summary>Never fails: what went wrong comes back as a message.</summary>
    private async Task CommitAsync(PageCommit commit)
    {
        StoreException? failure = null;
        try
        {
            await _services.Log.AppendAsync(commit).ConfigureAwait(false);
        }
        catch (StoreException exception)
        {
            failure = exception;
        }
        catch (Exception exception)
        {
            failure = new StoreException(StoreErrorCode.Unavailable, "The store failed in a way that it does not know.", exception);
        }
        await PostAsync(new RoomMessage.Committed(failure)).ConfigureAwait(false);
    }

    private void AfterCommit(StoreException? failure)
    {
        if (failure is { Code: StoreErrorCode.Conflict }) throw failure;
        if (failure is not null)
        {
            Heal(failure);
            return;
        }

        _sequence += _queue.TakenCount;
        if (_withSnapshot && _queue.TakenCount > 0) _snapshotSequence = _sequence;
        _committed = _queue.TakenVersion;
        foreach ((SyncChannel channel, long batch) in _queue.Complete()) channel.AckDurable(batch);
        if (_failures > 0)
        {
            _failures = 0;
            ServerLog.RoomHealed(_services.Logger, PageId);
        }
        AnswerFlushes();
        StartCommit();
    }

    private void Heal(StoreException failure)
    {
        _queue.PutBack();
        _projector.PutBack();
        TimeSpan delay = FirstRetry * Math.Pow(2, Math.Min(_failures, 10));
        if (delay > LastRetry) delay = LastRetry;
        _failures++;
        _retrying = true;
        ServerLog.RoomCommitFailed(_services.Logger, PageId, _queue.TakenCount, failure.Code, delay.TotalMilliseconds, failure);
        _ = RetryAfterAsync(delay);
    }

    private async Task RetryAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _services.Time).ConfigureAwait(false);
        await PostAsync(new RoomMessage.Retry()).ConfigureAwait(false);
    }

    private void AnswerFlushes()
    {
        if (!_queue.IsEmpty) return;
        foreach (TaskCompletionSource flush in _flushes) flush.TrySetResult();
        _flushes.Clear();
    }
}
