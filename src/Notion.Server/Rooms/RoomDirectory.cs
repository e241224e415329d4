using Notion.Server.Nodes;

namespace Notion.Server.Rooms;

/// <summary>The open pages. At most one room per page: a room leaves only after its last commit, and a new one then starts from the store.</summary>
internal sealed class RoomDirectory
{
    private readonly RoomServices _services;
    private readonly IDisposable _subscription;
    private readonly Dictionary<Guid, Room> _rooms = [];
    private readonly Lock _gate = new();

    public RoomDirectory(RoomServices services)
    {
        _services = services;
        _subscription = services.Nodes.Subscribe(Hear);
    }

    public int Count
    {
        get { lock (_gate) return _rooms.Count; }
    }

    /// <summary>How many of them have their document in memory.</summary>
    public int Loaded => Snapshot().Count(room => room.IsLoaded);

    /// <summary>The page's room, held open until <see cref="Leave"/>.</summary>
    public Room Enter(Guid pageId)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(pageId, out Room? room))
            {
                room = new Room(pageId, _services, this);
                _rooms.Add(pageId, room);
            }
            room.Holds++;
            return room;
        }
    }

    public void Leave(Room room)
    {
        lock (_gate)
        {
            room.Holds--;
            room.IdleSince = _services.Time.GetUtcNow();
        }
    }

    /// <summary>Whether nobody has held the room for the idle time.</summary>
    public bool IsIdle(Room room)
    {
        lock (_gate) return room.Holds == 0 && _services.Time.GetUtcNow() - room.IdleSince >= _services.Options.RoomIdleTime;
    }

    /// <summary>Removes a room that is idle. After it, nobody can reach the room any more.</summary>
    public bool TryUnload(Room room)
    {
        lock (_gate) return IsIdle(room) && Remove(room);
    }

    /// <summary>Removes a room that failed, held or not.</summary>
    public void Evict(Room room)
    {
        lock (_gate) Remove(room);
    }

    /// <summary>Lets every room look at the time.</summary>
    public void Tick()
    {
        foreach (Room room in Snapshot()) room.TryPost(new RoomMessage.Tick());
    }

    /// <summary>Waits until every room has committed what it holds.</summary>
    /// <returns>How many rooms had not when the time was over.</returns>
    public async Task<int> FlushAsync(CancellationToken cancellation)
    {
        Task[] flushes = [.. Snapshot().Select(room => FlushAsync(room, cancellation))];
        await Task.WhenAll(flushes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return flushes.Count(flush => !flush.IsCompletedSuccessfully);
    }

    /// <summary>Ends every room, committed or not.</summary>
    public void Close()
    {
        _subscription.Dispose();
        foreach (Room room in Snapshot()) room.Stop();
    }

    /// <summary>Another process, or this one, says that a page has got further.</summary>
    private void Hear(NodeMessage message)
    {
        switch (message)
        {
            case NodeMessage.PageAdvanced advanced:
                Room? room;
                lock (_gate) _rooms.TryGetValue(advanced.PageId, out room);
                room?.Nudge(advanced.Sequence);
                break;
            case NodeMessage.Missed:
                foreach (Room open in Snapshot()) open.TryPost(new RoomMessage.LookAgain());
                break;
        }
    }

    private static async Task FlushAsync(Room room, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (await room.PostAsync(new RoomMessage.Flush(done), cancellation).ConfigureAwait(false)) await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private Room[] Snapshot()
    {
        lock (_gate) return [.. _rooms.Values];
    }

    private bool Remove(Room room) => _rooms.TryGetValue(room.PageId, out Room? current) && current == room && _rooms.Remove(room.PageId);
}
