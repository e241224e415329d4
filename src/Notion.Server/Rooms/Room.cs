using System.Threading.Channels;
using Notion.Crdt;
using Notion.Server.Logging;
using Notion.Server.Nodes;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>Runs the <see cref="RoomMachine"/> of one open page: a mailbox in front of it, the store and the time behind it.</summary>
/// <remarks>
/// <para>A mailbox with one reader, so the machine has one thread at a time without a lock, and rooms do not wait for each other.</para>
/// <para>If the room itself fails (a defect, or a compaction under it), its readers' channels close with PageEvicted, they come
/// back, and the page is rebuilt from the store. Nothing durable is lost, and no other room notices.</para>
/// </remarks>
internal sealed class Room
{
    private const int MailboxCapacity = 4_096;

    private readonly RoomServices _services;
    private readonly RoomDirectory _directory;
    private readonly Channel<RoomMessage> _mailbox = Channel.CreateBounded<RoomMessage>(
        new BoundedChannelOptions(MailboxCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly List<TaskCompletionSource> _flushes = [];
    private RoomMachine? _machine;
    private Task _commit = Task.CompletedTask;
    private long _sequence;

    public Room(Guid pageId, RoomServices services, RoomDirectory directory)
    {
        PageId = pageId;
        _services = services;
        _directory = directory;
        IdleSince = services.Time.GetUtcNow();
        Completion = Task.Run(RunAsync);
    }

    public Guid PageId { get; }

    /// <summary>Ends when the room is closed; never fails.</summary>
    public Task Completion { get; }

    /// <summary>Whether the document had to be loaded.</summary>
    public bool IsLoaded => _machine is { IsLoaded: true };

    /// <summary>How many channels hold the room open. Belongs to the directory, under its lock.</summary>
    public int Holds { get; set; }

    /// <summary>Since when nobody holds it. Belongs to the directory, under its lock.</summary>
    public DateTimeOffset IdleSince { get; set; }

    /// <summary>Puts a message into the mailbox, waiting while it is full. False when the room is closed.</summary>
    public async ValueTask<bool> PostAsync(RoomMessage message, CancellationToken cancellation = default)
    {
        while (await _mailbox.Writer.WaitToWriteAsync(cancellation).ConfigureAwait(false))
            if (_mailbox.Writer.TryWrite(message)) return true;
        return false;
    }

    /// <summary>Puts a message into the mailbox if there is room: for what may be dropped.</summary>
    public bool TryPost(RoomMessage message) => _mailbox.Writer.TryWrite(message);

    /// <summary>Says how far the page's log has got; a room that has got as far itself is not bothered.</summary>
    public void Nudge(long sequence)
    {
        if (sequence > Volatile.Read(ref _sequence)) TryPost(new RoomMessage.Nudged(sequence));
    }

    /// <summary>Takes no more messages, and ends after those that it has.</summary>
    public void Stop() => _mailbox.Writer.TryComplete();

    private async Task RunAsync()
    {
        try
        {
            PageHistory history = await _services.Log.ReadAsync(PageId).ConfigureAwait(false);
            Volatile.Write(ref _sequence, history.LastSequence);
            _machine = new RoomMachine(PageId, history, ReplicaId.Create(), _services.DocumentOptions, _services.Options);
            await foreach (RoomMessage message in _mailbox.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                if (!Handle(_machine, message)) break;
                if (_machine.TryStartCommit() is { } commit) _commit = CommitAsync(commit);
                if (_machine.TryStartPull() is { } after) _ = PullAsync(after);
                if (_machine.IsSettled) AnswerFlushes();
            }
            Close(SyncErrorCode.PageEvicted);
        }
        catch (Exception exception)
        {
            ServerLog.RoomFailed(_services.Logger, PageId, exception);
            _mailbox.Writer.TryComplete();
            await _commit.ConfigureAwait(false);
            _directory.Evict(this);
            Close(_machine is null ? SyncErrorCode.PageUnavailable : SyncErrorCode.PageEvicted);
        }
    }

    /// <returns>False when the room has closed.</returns>
    private bool Handle(RoomMachine machine, RoomMessage message)
    {
        switch (message)
        {
            case RoomMessage.Submit submit when submit.Channel.State is OpenPage { Access: < PageAccess.Edit }:
                submit.Channel.Reject(submit.Batch, SyncErrorCode.ReadOnly, retryable: false);
                break;
            case RoomMessage.Submit submit:
                machine.Submit(submit.Channel, submit.Author, submit.Batch, submit.Update, _services.Time.GetUtcNow());
                break;
            case RoomMessage.Write write:
                machine.Write(write.Author, write.Edit, write.Done, _services.Time.GetUtcNow());
                break;
            case RoomMessage.Read read:
                machine.Read(read.Look, read.Done);
                break;
            case RoomMessage.Committed committed:
                AfterCommit(machine, committed.Failure);
                break;
            case RoomMessage.Pulled { Failure: { } failure }:
                TimeSpan delay = machine.PullFailed();
                ServerLog.RoomPullFailed(_services.Logger, PageId, failure.Code, delay.TotalMilliseconds, failure);
                _ = RetryAfterAsync(delay);
                break;
            case RoomMessage.Pulled pulled:
                machine.Pulled(pulled.Updates);
                Volatile.Write(ref _sequence, machine.Sequence);
                break;
            case RoomMessage.Nudged nudged:
                machine.Nudged(nudged.Sequence);
                break;
            case RoomMessage.LookAgain:
                machine.LookAgain();
                break;
            case RoomMessage.Retry:
                machine.Retry();
                break;
            case RoomMessage.Presence presence:
                machine.ShowPresence(presence.Channel, presence.Payload, _services.Time.GetUtcNow());
                break;
            case RoomMessage.Join join:
                machine.Join(join.Channel, join.Version, join.Access);
                break;
            case RoomMessage.Leave leave:
                machine.Leave(leave.Channel);
                break;
            case RoomMessage.Flush flush:
                _flushes.Add(flush.Done);
                break;
            case RoomMessage.Tick:
                machine.Tick(_services.Time.GetUtcNow());
                return !TryUnload(machine);
        }
        return true;
    }

    /// <summary>Leaves, where nobody reads the page any more, once what is stored of it is quick to open.</summary>
    private bool TryUnload(RoomMachine machine)
    {
        if (!machine.IsSettled || !_directory.IsIdle(this)) return false;
        if (machine.TryStartLastSnapshot() is not { } snapshot) return _directory.TryUnload(this);
        _commit = CommitAsync(snapshot);
        return false;
    }

    private void AfterCommit(RoomMachine machine, StoreException? failure)
    {
        if (failure is { Code: StoreErrorCode.Conflict })
        {
            machine.CommitConflicted();
            return;
        }
        if (failure is { Code: StoreErrorCode.Inconsistent }) throw failure;             // the page is gone
        if (failure is not null)
        {
            TimeSpan delay = machine.CommitFailed();
            ServerLog.RoomCommitFailed(_services.Logger, PageId, machine.CommitSize, failure.Code, delay.TotalMilliseconds, failure);
            _ = RetryAfterAsync(delay);
            return;
        }
        bool healed = machine.Failures > 0;
        machine.Committed();
        Volatile.Write(ref _sequence, machine.Sequence);
        if (machine.CommitSize > 0) _services.Nodes.Publish(new NodeMessage.PageAdvanced(PageId, machine.Sequence));
        if (healed) ServerLog.RoomHealed(_services.Logger, PageId);
    }

    /// <summary>Never fails: what went wrong comes back as a message.</summary>
    private async Task CommitAsync(PageCommit commit)
    {
        StoreException? failure = null;
        try
        {
            await _services.Log.AppendAsync(commit).ConfigureAwait(false);
            if (commit.Snapshot is not null) _services.Truncation.SnapshotStored(PageId, commit.LastSequence);
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

    /// <summary>Never fails: what went wrong comes back as a message.</summary>
    private async Task PullAsync(long after)
    {
        IReadOnlyList<byte[]>? updates = null;
        StoreException? failure = null;
        try
        {
            updates = await _services.Log.ReadAfterAsync(PageId, after).ConfigureAwait(false);
        }
        catch (StoreException exception)
        {
            failure = exception;
        }
        catch (Exception exception)
        {
            failure = new StoreException(StoreErrorCode.Unavailable, "The store failed in a way that it does not know.", exception);
        }
        await PostAsync(new RoomMessage.Pulled(updates, failure)).ConfigureAwait(false);
    }

    private async Task RetryAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, _services.Time).ConfigureAwait(false);
        await PostAsync(new RoomMessage.Retry()).ConfigureAwait(false);
    }

    private void AnswerFlushes()
    {
        foreach (TaskCompletionSource flush in _flushes) flush.TrySetResult();
        _flushes.Clear();
    }

    private void Close(SyncErrorCode code)
    {
        _mailbox.Writer.TryComplete();
        _machine?.Close(code);
        while (_mailbox.Reader.TryRead(out RoomMessage? message))
        {
            if (message is RoomMessage.Join join) join.Channel.Close(code);
            if (message is RoomMessage.Flush flush) flush.Done.TrySetResult();
            if (message is RoomMessage.Write write) write.Done.TrySetException(RoomMachine.Evicted());
            if (message is RoomMessage.Read read) read.Done.TrySetException(RoomMachine.Evicted());
        }
        AnswerFlushes();
    }
}
