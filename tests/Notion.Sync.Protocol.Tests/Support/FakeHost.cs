using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>
/// The smallest honest server: a room per page, whose committed state is what survives <see cref="Crash"/>. Commits happen at once, or when a test says so.
/// </summary>
internal sealed class FakeHost : ISyncHost
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Room> _rooms = [];

    public const string Token = "good token";

    public bool CommitsByHand { get; set; }

    public int Closings { get; private set; }

    public List<Exception> Failures { get; } = [];

    private readonly List<byte[]> _had = [];

    public Func<ReadOnlyMemory<byte>, (SyncErrorCode Code, bool Retryable)?> Refuse { get; set; } = static _ => null;

    public Func<Guid, (SyncErrorCode? Code, PageAccess Access)> Access { get; set; } = static _ => (null, PageAccess.Full);

    public Func<SyncChannel, Task> BeforeOpen { get; set; } = static _ => Task.CompletedTask;

    public int Batches { get; private set; }

    /// <summary>The pages that clients wanted to have created, and where.</summary>
    public Dictionary<Guid, Guid> Created { get; } = [];

    /// <summary>How long tokens are good for; null for ever.</summary>
    public TimeSpan? TokenLife { get; set; }

    /// <summary>Whom a fresh token stands for, if not the same as before.</summary>
    public Func<string, SyncIdentity?>? Refreshing { get; set; }

    public int Refreshes { get; private set; }

    public bool ListsPages => true;

    public Room this[Guid page]
    {
        get
        {
            lock (_gate)
            {
                if (!_rooms.TryGetValue(page, out Room? room)) _rooms.Add(page, room = new Room());
                return room;
            }
        }
    }

    /// <summary>What a kill leaves: committed changes, no subscribers.</summary>
    public void Crash()
    {
        lock (_gate)
            foreach (Room room in _rooms.Values) room.Crash();
    }

    public void Commit()
    {
        lock (_gate)
            foreach (Room room in _rooms.Values) room.Commit();
    }

    public ValueTask<SyncIdentity?> AuthenticateAsync(string token, HelloFrame hello, CancellationToken cancellationToken) =>
        ValueTask.FromResult(token.StartsWith(Token, StringComparison.Ordinal) ? new SyncIdentity("u" + token[Token.Length..], "User" + token[Token.Length..]) { ExpiresIn = TokenLife } : null);

    public async ValueTask<SyncIdentity?> RefreshAsync(string token, HelloFrame hello, SyncIdentity current, CancellationToken cancellationToken)
    {
        Refreshes++;
        return Refreshing is null ? await AuthenticateAsync(token, hello, cancellationToken) : Refreshing(token);
    }

    public ValueTask<IReadOnlyList<PageDigest>> ListPagesAsync(SyncIdentity identity, Guid scope, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<PageDigest>>([.. _rooms.Where(room => Access(room.Key).Code is null).Select(room => PageDigest.Of(room.Key, room.Value.Committed.Version))]);
    }

    public async ValueTask OpenAsync(SyncChannel channel, VersionVector version, CancellationToken cancellationToken)
    {
        await BeforeOpen(channel);
        if (Access(channel.Page) is { Code: { } code })
        {
            channel.Close(code);
            return;
        }
        Room room = this[channel.Page];
        lock (_gate)
        {
            if (channel.CreateIn is { } place) Created[channel.Page] = place;
            channel.State = room;
            room.Subscribers.Add(channel);
            channel.Opened(room.Committed.Version, new PageSource(room.Live), version, Access(channel.Page).Access);
        }
    }

    /// <summary>What is committed, also while clients are at work.</summary>
    public string CommittedText(Guid page)
    {
        lock (_gate) return this[page].Committed.Text();
    }

    /// <summary>Whether any batch had these bytes in it.</summary>
    public bool HasHad(byte[] bytes)
    {
        lock (_gate) return _had.Exists(batch => batch.AsSpan().IndexOf(bytes) >= 0);
    }

    /// <summary>Shows somebody's presence to whoever has the page open.</summary>
    public void ShowPresence(Guid page, ReadOnlyMemory<byte> payload, PresenceSender sender)
    {
        lock (_gate)
            foreach (SyncChannel channel in this[page].Subscribers) channel.PushPresence(payload, sender);
    }

    /// <summary>Tells whoever has the page open.</summary>
    public void ChangeAccess(Guid page, PageAccess access)
    {
        lock (_gate)
            foreach (SyncChannel channel in this[page].Subscribers.ToArray()) channel.ChangeAccess(access);
    }

    public ValueTask SubmitAsync(SyncChannel channel, long batch, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Batches++;
            _had.Add(update.ToArray());
            var room = (Room)channel.State!;
            if (Refuse(update) is { } refusal)
            {
                channel.Reject(batch, refusal.Code, refusal.Retryable);
                return ValueTask.CompletedTask;
            }
            try
            {
                if (room.Live.Inspect(update.Span).Any(change => change.State == ChangeState.Waiting))
                {
                    channel.Reject(batch, SyncErrorCode.MissingDependencies, retryable: true);
                    return ValueTask.CompletedTask;
                }
                room.Live.Apply(update.Span);
            }
            catch (CrdtException bad)
            {
                channel.Reject(batch, SyncErrorCode.InvalidUpdate, retryable: false, bad.Message);
                return ValueTask.CompletedTask;
            }
            room.Waiting.Add((channel, batch, update));
            channel.AckReceived(batch);
            foreach (SyncChannel other in room.Subscribers)
                if (other != channel) other.Push(update);
            if (!CommitsByHand) room.Commit();
        }
        return ValueTask.CompletedTask;
    }

    public void Presence(SyncChannel channel, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
            foreach (SyncChannel other in ((Room)channel.State!).Subscribers)
                if (other != channel) other.PushPresence(payload, channel.Sender);
    }

    public void Closed(SyncChannel channel)
    {
        lock (_gate)
        {
            Closings++;
            (channel.State as Room)?.Subscribers.Remove(channel);
        }
    }

    public void Failed(SyncServerConnection connection, Exception error)
    {
        lock (_gate) Failures.Add(error);
    }

    internal sealed class Room
    {
        public Document Live { get; private set; } = new(new ReplicaId(1));

        public Document Committed { get; private set; } = new(new ReplicaId(1));

        public List<SyncChannel> Subscribers { get; } = [];

        public List<(SyncChannel Channel, long Batch, ReadOnlyMemory<byte> Update)> Waiting { get; } = [];

        public void Commit()
        {
            foreach ((SyncChannel channel, long batch, ReadOnlyMemory<byte> update) in Waiting)
            {
                Committed.Apply(update.Span);
                channel.AckDurable(batch);
            }
            Waiting.Clear();
        }

        /// <summary>Commits what a test wrote into <see cref="Live"/> by itself.</summary>
        public void Adopt() => Committed.Apply(Live.ExportSince(Committed.Version));

        /// <summary>Lets go of the history; with a generation, of what was erased, too.</summary>
        public void Compact(bool startsGeneration)
        {
            if (startsGeneration) Live = Live.StartGeneration(ReplicaId.Create(new Random(5)));
            else Live.Compact(Live.Version);
            Committed = Document.Load(Live.Save(), ReplicaId.Create(new Random(6)));
        }

        public void Crash()
        {
            Waiting.Clear();
            Subscribers.Clear();
            Live = new Document(new ReplicaId(1));
            Live.Apply(Committed.ExportSince(VersionVector.Empty));
        }
    }
}
