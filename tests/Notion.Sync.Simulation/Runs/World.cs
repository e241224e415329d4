using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Clients;
using Notion.Sync.Simulation.Disks;
using Notion.Sync.Simulation.Networks;
using Notion.Sync.Simulation.Servers;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Runs;

/// <summary>Everything that there is in one run: the agenda, the servers with their store, the clients, the network between them, and the ledger of what is true.</summary>
internal sealed class World
{
    private readonly Dictionary<(string User, Guid Page), PageAccess> _access = [];
    private readonly Dictionary<string, TimeSpan> _offlineUntil = [];
    private readonly Chance _network;
    private readonly Chance _servers;

    public World(Plan plan, TextWriter? lines)
    {
        Plan = plan;
        Trace = new Trace(lines);
        Agenda = new Agenda();
        _network = new Chance(plan.Seed, "network");
        _servers = new Chance(plan.Seed, "servers");
        Ledger = new Ledger(new DocumentOptions { TimeProvider = new SkewedClock(Agenda) });
        StoreFaults = new DiskFaults();
        Store = new PageStore(Agenda, new Chance(plan.Seed, "store"), StoreFaults) { Synced = Ledger.Synced };
        Pages = [.. Enumerable.Range(1, plan.Pages).Select(number => new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];
        Clients = [.. Enumerable.Range(0, plan.Clients).Select(number => new ClientNode(this, $"client{number}"))];
    }

    public Plan Plan { get; }

    public Trace Trace { get; }

    public Agenda Agenda { get; }

    public Ledger Ledger { get; }

    public PageStore Store { get; }

    public DiskFaults StoreFaults { get; }

    public IReadOnlyList<Guid> Pages { get; }

    public IReadOnlyList<ClientNode> Clients { get; }

    public List<ServerNode> Servers { get; } = [];

    public TimeSpan Now => Agenda.Now;

    public void Note(string who, string what)
    {
        Trace.Note(Now, who, what);
        Trace.Print(Now, who, what);
    }

    // Servers.

    /// <summary>The servers to which new connections go: the newest.</summary>
    public IReadOnlyList<ServerNode> Fronts => [.. Servers.Where(server => server is { IsUp: true, Accepts: true }).TakeLast(Plan.Servers)];

    /// <summary>Tells the other servers how far a page has got. They hear of it at some time, or never; that is made up for by what <see cref="RemindServers"/> says.</summary>
    public void Nudge(ServerNode from, Guid page, long sequence)
    {
        foreach (ServerNode server in Servers.Where(server => server.IsUp && server != from))
            if (!_servers.Happens(0.2)) server.After(_servers.Skewed(TimeSpan.FromMilliseconds(500)), () => server.Nudge(page, sequence));
    }

    /// <summary>Every minute a server is told that it may have missed something.</summary>
    private void RemindServers(ServerNode server) => server.After(TimeSpan.FromMinutes(1), () =>
    {
        server.Nudge(null, null);
        RemindServers(server);
    });

    public ServerNode StartServer()
    {
        TimeSpan skew = Plan.Has(Fault.Skew) ? _servers.Between(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2)) : TimeSpan.Zero;
        var server = new ServerNode(this, $"server{Servers.Count}", skew);
        Servers.Add(server);
        RemindServers(server);
        Note(server.Name, "starts");
        return server;
    }

    /// <summary>Whether a token stands for somebody.</summary>
    public bool Knows(string token) => Clients.Any(client => client.Name == token);

    public PageAccess Access(string user, Guid page) => _access.GetValueOrDefault((user, page), PageAccess.Edit);

    public void ChangeAccess(string user, Guid page, PageAccess access)
    {
        if (Access(user, page) == access) return;
        _access[(user, page)] = access;
        Note(user, $"now has {access}");
        foreach (ServerNode server in Servers.Where(server => server.IsUp)) server.After(_servers.Skewed(TimeSpan.FromSeconds(1)), () => server.AccessChanged(user, page));
    }

    public void RestoreAccess()
    {
        foreach ((string user, Guid page) in _access.Keys.ToArray()) ChangeAccess(user, page, PageAccess.Edit);
    }

    // The network.

    /// <summary>A new connection; null when nobody answers.</summary>
    public Link? Connect(ClientNode client)
    {
        IReadOnlyList<ServerNode> fronts = Fronts;
        if (Now < _offlineUntil.GetValueOrDefault(client.Name) || fronts.Count == 0) return null;
        ServerNode server = fronts.Count == 1 ? fronts[0] : _network.Pick(fronts);
        var link = new Link(Agenda, _network, Plan.Quality);
        server.Accept(link.Server);
        return link;
    }

    public void TakeOffline(ClientNode client, TimeSpan until)
    {
        _offlineUntil[client.Name] = until;
        client.Cut(noticed: true);
    }

    public void BringOnline() => _offlineUntil.Clear();
}
