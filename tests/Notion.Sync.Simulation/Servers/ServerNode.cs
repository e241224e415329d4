using Notion.Crdt;
using Notion.Server;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Networks;
using Notion.Sync.Simulation.Runs;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Servers;

/// <summary>A server process: its connections and its open rooms, over a store that outlives it.</summary>
internal sealed class ServerNode : SimulatedProcess
{
    private readonly Dictionary<Guid, SimulatedRoom> _rooms = [];
    private readonly List<ServerConnection> _connections = [];
    private int _sessions;

    public ServerNode(World world, string name, TimeSpan skew)
        : base(world.Agenda, name)
    {
        World = world;
        Chance = new Chance(world.Plan.Seed, name);
        Clock = new SkewedClock(world.Agenda) { Skew = skew };
        Documents = new DocumentOptions { TimeProvider = Clock };
        Options = new NotionServerOptions
        {
            SnapshotInterval = 3 + Chance.Next(30),
            MaxUncommittedBytes = Chance.Happens(0.2) ? 2_000 : 16 << 20,
            MaxClockDrift = TimeSpan.FromMinutes(2),
        };
        Begin();
    }

    public World World { get; }

    public Chance Chance { get; }

    public SkewedClock Clock { get; }

    public DocumentOptions Documents { get; }

    public NotionServerOptions Options { get; }

    /// <summary>Whether new connections come here; a server that is on its way out only keeps those that it has.</summary>
    public bool Accepts { get; set; } = true;

    public bool IsIdle => _rooms.Values.All(room => room.IsSettled);

    public bool Holds(Guid page) => _rooms.ContainsKey(page);

    public void Accept(LinkEnd end)
    {
        var connection = new ServerConnection(this, end, $"{Name}.{++_sessions}");
        _connections.Add(connection);
    }

    public void Forget(ServerConnection connection) => _connections.Remove(connection);

    /// <summary>The page's room; opened where it is not.</summary>
    public SimulatedRoom Enter(Guid page)
    {
        if (!_rooms.TryGetValue(page, out SimulatedRoom? room)) _rooms.Add(page, room = new SimulatedRoom(this, page));
        return room;
    }

    /// <summary>Another server has told how far a page has got; without a page: some of what was told may have been lost.</summary>
    public void Nudge(Guid? page, long? sequence)
    {
        foreach (SimulatedRoom room in _rooms.Values.ToArray())
            if (page is null || room.Page == page) room.Nudge(sequence);
    }

    public void Remove(SimulatedRoom room)
    {
        if (_rooms.TryGetValue(room.Page, out SimulatedRoom? current) && current == room) _rooms.Remove(room.Page);
    }

    /// <summary>The process ends this moment. Its peers may hear of it, if the machine lives.</summary>
    public void Kill(bool powerLoss)
    {
        if (!IsUp) return;
        Note(powerLoss ? "loses power" : "is killed");
        End();
        _rooms.Clear();
        foreach (ServerConnection connection in _connections) connection.Vanish(heard: !powerLoss);
        _connections.Clear();
        World.Store.Crash(powerLoss && World.Servers.All(server => server == this || !server.IsUp));
    }

    /// <summary>Says goodbye to everybody; the process stays for what is still to be committed.</summary>
    public void Drain()
    {
        Note("drains");
        Accepts = false;
        foreach (ServerConnection connection in _connections.ToArray()) connection.Close(SyncErrorCode.ServerShuttingDown);
    }

    /// <summary>A user's level on a page has changed.</summary>
    public void AccessChanged(string user, Guid page)
    {
        foreach (ServerConnection connection in _connections.ToArray())
            if (connection.Identity?.UserId == user) connection.AccessChanged(page);
    }

    public void Note(string what) => World.Note(Name, what);
}
