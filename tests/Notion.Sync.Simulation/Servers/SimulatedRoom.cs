using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;

namespace Notion.Sync.Simulation.Servers;

/// <summary>What <see cref="Room"/> is in the server: a mailbox in front of a real <see cref="RoomMachine"/>, the store and the time behind it.</summary>
internal sealed class SimulatedRoom
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LateInterval = TimeSpan.FromMilliseconds(20);

    private readonly ServerNode _server;
    private readonly Queue<Action<RoomMachine>> _beforeLoaded = new();
    private readonly List<SyncChannel> _arriving = [];
    private RoomMachine? _machine;
    private TimeSpan _lastMessage;
    private TimeSpan _idleSince;
    private int _holds;
    private bool _closed;
    private bool _isWatched;

    public SimulatedRoom(ServerNode server, Guid page)
    {
        _server = server;
        Page = page;
        server.World.Store.Read(page, server, Load);
        server.After(TickInterval, Tick);
    }

    public Guid Page { get; }

    public bool IsSettled => _machine is { IsSettled: true } || (_machine is null && _beforeLoaded.Count == 0);

    /// <summary>Has the room open the page for a channel; null when the room is closed.</summary>
    public void Join(SyncChannel channel, VersionVector version, Func<PageAccess> access)
    {
        _holds++;
        _arriving.Add(channel);
        Post(machine =>
        {
            _arriving.Remove(channel);
            machine.Join(channel, version, access());
        });
        if (_closed) channel.Close(SyncErrorCode.PageEvicted);
    }

    public void Leave(SyncChannel channel)
    {
        Post(machine => machine.Leave(channel));
        _holds--;
        _idleSince = _server.World.Now;
    }

    public void Submit(SyncChannel channel, long batch, ReadOnlyMemory<byte> update)
    {
        Post(machine => machine.Submit(channel, Guid.Empty, batch, update, _server.Clock.GetUtcNow()));
        if (_closed) channel.Close(SyncErrorCode.PageEvicted);
    }

    public void ShowPresence(SyncChannel channel, ReadOnlyMemory<byte> payload) => Post(machine => machine.ShowPresence(channel, payload, _server.Clock.GetUtcNow()));

    /// <summary>Puts a message into the mailbox: it is handled after those before it, a moment later.</summary>
    private void Post(Action<RoomMachine> message)
    {
        if (_closed) return;
        if (_machine is null)
        {
            _beforeLoaded.Enqueue(message);
            return;
        }
        TimeSpan at = _server.World.Now + _server.Chance.Skewed(TimeSpan.FromMilliseconds(5));
        _lastMessage = at > _lastMessage ? at : _lastMessage;
        _server.At(_lastMessage, () => Handle(message));
    }

    private void Load(PageHistory history)
    {
        _machine = new RoomMachine(Page, history, ReplicaId.Create(_server.Chance), _server.Documents, _server.Options);
        while (_beforeLoaded.TryDequeue(out Action<RoomMachine>? message)) Handle(message);
    }

    private void Handle(Action<RoomMachine> message)
    {
        if (_closed || _machine is null) return;
        try
        {
            message(_machine);
        }
        catch (StoreException conflict) when (conflict.Code == StoreErrorCode.Conflict)
        {
            _server.Note("gives the room up: the page was compacted");
            _server.World.Ledger.RoomsGivenUp++;
            Close();
            return;
        }
        catch (Exception defect) when (defect is not SimulationFailure)
        {
            throw new SimulationFailure("a room never fails", defect.ToString());
        }
        if (_machine.TryStartCommit() is { } commit) Commit(commit);
        if (_machine.TryStartPull() is { } after) Pull(after);
        if (!_machine.OwesWord || _isWatched) return;
        _isWatched = true;
        _server.After(LateInterval, () => Post(late =>
        {
            _isWatched = false;
            late.TellLate();
        }));
    }

    /// <summary>Another server says how far the page has got; null: it may have got further.</summary>
    public void Nudge(long? sequence)
    {
        if (_server.World.Plan.Breakage == Runs.Breakage.NeverHearsOthers) return;
        Post(machine =>
        {
            if (sequence is { } known) machine.Nudged(known);
            else machine.LookAgain();
        });
    }

    private void Pull(long after) => _server.World.Store.ReadAfter(
        Page,
        after,
        _server,
        updates => Post(machine => machine.Pulled(updates)),
        () => Post(machine => _server.After(machine.PullFailed(), () => Post(again => again.Retry()))));

    private void Commit(PageCommit commit)
    {
        if (_server.World.Plan.Breakage == Runs.Breakage.AcknowledgesBeforeCommit)
        {
            Post(machine => machine.Committed());
            _server.World.Store.Append(commit, _server, static _ => { });
            return;
        }
        _server.World.Store.Append(commit, _server, failure => Post(machine => Answer(machine, failure)));
    }

    private void Answer(RoomMachine machine, StoreException? failure)
    {
        switch (failure)
        {
            case null:
                machine.Committed();
                if (machine.CommitSize > 0) _server.World.Nudge(_server, Page, machine.Sequence);
                break;
            case { Code: StoreErrorCode.Conflict }:
                _server.Note("meets a conflict");
                machine.CommitConflicted();
                break;
            default:
                _server.Note($"cannot commit: {failure.Message}");
                _server.After(machine.CommitFailed(), () => Post(again => again.Retry()));
                break;
        }
    }

    private void Tick()
    {
        if (_closed) return;
        Post(machine => machine.Tick(_server.Clock.GetUtcNow()));
        if (_machine is { IsSettled: true } && _holds == 0 && _server.World.Now - _idleSince >= _server.Options.RoomIdleTime)
        {
            if (_machine.TryStartLastSnapshot() is { } snapshot)
            {
                Commit(snapshot);
            }
            else
            {
                _closed = true;
                _server.Remove(this);
                return;
            }
        }
        _server.After(TickInterval, Tick);
    }

    private void Close()
    {
        _closed = true;
        _server.Remove(this);
        _machine?.Close(SyncErrorCode.PageEvicted);
        foreach (SyncChannel channel in _arriving) channel.Close(SyncErrorCode.PageEvicted);
    }
}
