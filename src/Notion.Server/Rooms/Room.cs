using System.Threading.Channels;
using Notion.Crdt;
using Notion.Server.Logging;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>
/// One open page: its document, its readers, and the way of every change from a socket to the disk.
/// </summary>
/// <remarks>
/// <para>A room is a mailbox with one reader, so the document has one thread at a time without a lock, and rooms do not wait for each other.</para>
/// <para>A change: judged at the gate, merged, acknowledged as received, forwarded, and queued for the commit. It is acknowledged as durable
/// only after the store has answered; if the store fails, nothing is, and the room tries again with growing waits until it can. Meanwhile
/// editing goes on until too much is held in memory; then new changes are rejected as retryable.</para>
/// <para>Invariants: (1) what <c>Opened</c> and durable acknowledgements promise is on the disk; (2) the log holds every merged update exactly in
/// the order of merging; (3) no forwarded change falls between <c>Opened</c> and the first <c>Push</c> of a channel, since both happen here.</para>
/// <para>If the room itself fails (a defect, or another writer on the same log), its readers' channels close with PageEvicted, they come
/// back, and the page is rebuilt from the store. Nothing durable is lost, and no other room notices.</para>
/// </remarks>
internal sealed partial class Room
{
    private const int MailboxCapacity = 4_096;

    private readonly RoomServices _services;
    private readonly RoomDirectory _directory;
    private readonly Channel<RoomMessage> _mailbox = Channel.CreateBounded<RoomMessage>(
        new BoundedChannelOptions(MailboxCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly HashSet<SyncChannel> _members = [];
    private readonly PresenceBoard _presence = new();
    private readonly CommitQueue _queue = new();
    private readonly List<TaskCompletionSource> _flushes = [];

    private Document _document = null!;
    private PageProjector _projector = null!;
    private VersionVector _committed = VersionVector.Empty;
    private long _sequence;
    private long _snapshotSequence;

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

    /// <summary>Takes no more messages, and ends after those that it has.</summary>
    public void Stop() => _mailbox.Writer.TryComplete();

    private async Task RunAsync()
    {
        try
        {
            await LoadAsync().ConfigureAwait(false);
            await foreach (RoomMessage message in _mailbox.Reader.ReadAllAsync().ConfigureAwait(false))
                if (!Handle(message)) break;
            Close(SyncErrorCode.PageEvicted);
        }
        catch (Exception exception)
        {
            ServerLog.RoomFailed(_services.Logger, PageId, exception);
            _mailbox.Writer.TryComplete();
            await _commit.ConfigureAwait(false);
            _directory.Evict(this);
            Close(_document is null ? SyncErrorCode.PageUnavailable : SyncErrorCode.PageEvicted);
        }
    }

    private async Task LoadAsync()
    {
        PageHistory history = await _services.Log.ReadAsync(PageId).ConfigureAwait(false);
        Document document = history.Snapshot is null
            ? new Document(ReplicaId.Create(), _services.DocumentOptions)
            : Document.Load(history.Snapshot, ReplicaId.Create(), _services.DocumentOptions);
        foreach (byte[] update in history.Tail) document.Apply(update);
        _projector = new PageProjector(document);
        _committed = document.Version;
        _sequence = history.LastSequence;
        _snapshotSequence = history.SnapshotSequence;
        _document = document;
    }

    /// <returns>False when the room has closed.</returns>
    private bool Handle(RoomMessage message)
    {
        switch (message)
        {
            case RoomMessage.Submit submit:
                Take(submit);
                break;
            case RoomMessage.Committed committed:
                AfterCommit(committed.Failure);
                break;
            case RoomMessage.Retry:
                _retrying = false;
                StartCommit();
                break;
            case RoomMessage.Presence presence:
                ShowPresence(presence.Channel, presence.Payload);
                break;
            case RoomMessage.Join join:
                join.Channel.Opened(_committed, _document, join.Version, PageAccess.Edit);
                _members.Add(join.Channel);
                _presence.ShowTo(join.Channel);
                break;
            case RoomMessage.Leave leave:
                _members.Remove(leave.Channel);
                if (_presence.Remove(leave.Channel)) PushPresence(leave.Channel, default);
                break;
            case RoomMessage.Flush flush:
                _flushes.Add(flush.Done);
                AnswerFlushes();
                break;
            case RoomMessage.Tick:
                foreach (SyncChannel gone in _presence.TakeExpired(_services.Time.GetUtcNow(), _services.Options.PresenceLifetime)) PushPresence(gone, default);
                return !(_queue.IsEmpty && _directory.TryUnload(this));
        }
        return true;
    }

    private void ShowPresence(SyncChannel channel, ReadOnlyMemory<byte> payload)
    {
        if (!_members.Contains(channel)) return;
        _presence.Put(channel, payload, _services.Time.GetUtcNow());
        PushPresence(channel, payload);
    }

    private void PushPresence(SyncChannel from, ReadOnlyMemory<byte> payload)
    {
        foreach (SyncChannel member in _members)
            if (member != from) member.PushPresence(payload, from.Sender);
    }

    private void Close(SyncErrorCode code)
    {
        _mailbox.Writer.TryComplete();
        foreach (SyncChannel member in _members) member.Close(code);
        while (_mailbox.Reader.TryRead(out RoomMessage? message))
        {
            if (message is RoomMessage.Join join) join.Channel.Close(code);
            if (message is RoomMessage.Flush flush) flush.Done.TrySetResult();
        }
        foreach (TaskCompletionSource flush in _flushes) flush.TrySetResult();
    }
}
