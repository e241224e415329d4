using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Clients;
using Notion.Sync.Simulation.Servers;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Runs;

/// <summary>What goes wrong, and when; and how all of it is mended.</summary>
internal sealed class Accidents(World world)
{
    private const Fault Rates = Fault.ServerDisk | Fault.ClientDisk | Fault.Forbidden | Fault.PowerLoss | Fault.Joins | Fault.SmallWindows | Fault.ManyServers;

    private readonly Chance _chance = new(world.Plan.Seed, "accidents");
    private IReadOnlyList<ServerNode> _last = [];

    public void Schedule()
    {
        if (world.Plan.Has(Fault.ServerDisk)) world.StoreFaults.Rate = 0.03;
        if (world.Plan.Has(Fault.ClientDisk))
            foreach (ClientNode client in world.Clients) client.Faults.Rate = 0.03;
        if (world.Plan.Has(Fault.Skew))
            foreach (ClientNode client in world.Clients) client.Clock.Skew = _chance.Between(TimeSpan.FromSeconds(-60), TimeSpan.FromSeconds(60));
        Fault[] kinds = [.. Enum.GetValues<Fault>().Where(fault => fault is not (Fault.None or Fault.All) && world.Plan.Has(fault) && !Rates.HasFlag(fault))];
        for (int i = 0; i < world.Plan.Accidents && kinds.Length > 0; i++)
        {
            var chance = new Chance(world.Plan.Seed, $"accident {i}");
            Fault kind = chance.Pick(kinds);
            world.Agenda.At(world.Plan.Duration * chance.NextDouble(), () => Happen(kind, chance));
        }
    }

    /// <summary>From now on nothing goes wrong any more, and everybody comes back.</summary>
    public void Mend()
    {
        world.Note("all", "is mended");
        world.StoreFaults.Stop();
        world.BringOnline();
        world.RestoreAccess();
        EnsureServers();
        _last = world.Fronts;
        foreach (ServerNode old in world.Servers.Where(server => server.IsUp && !_last.Contains(server))) Retire(old);
        foreach (ClientNode client in world.Clients.Where(client => !client.IsGone))
        {
            client.Faults.Stop();
            client.Clock.Skew = TimeSpan.Zero;
            if (!client.IsUp) client.Start();
            client.Wake();
        }
    }

    /// <summary>Whoever was told that he may not read a page connects again: that is how one learns that he may.</summary>
    public void MendRefusals()
    {
        foreach (ClientNode client in world.Clients)
        {
            if (!world.Pages.Any(page => client.Page(page)?.Refusal is not null)) continue;
            client.Cut(noticed: true);
            client.Wake();
        }
    }

    private void Happen(Fault kind, Chance chance)
    {
        ClientNode client = chance.Pick(world.Clients);
        bool powerLoss = world.Plan.Has(Fault.PowerLoss) && chance.Happens(0.5);
        switch (kind)
        {
            case Fault.Cuts: client.Cut(noticed: true); break;
            case Fault.SilentCuts: client.Cut(noticed: false); break;
            case Fault.ClientCrashes when client.IsUp:
                client.Kill(powerLoss);
                world.Agenda.After(chance.Skewed(TimeSpan.FromMinutes(1)), () => Restart(client));
                break;
            case Fault.ServerCrashes when world.Fronts.Count > 0:
                chance.Pick(world.Fronts).Kill(powerLoss);
                world.Agenda.After(chance.Skewed(TimeSpan.FromSeconds(30)), EnsureServers);
                break;
            case Fault.DiskFull:
                TimeSpan until = world.Now + chance.Skewed(TimeSpan.FromMinutes(2));
                world.Note("disk", "is full");
                if (chance.Happens(0.5)) world.StoreFaults.FillUp(until);
                else client.Faults.FillUp(until);
                break;
            case Fault.SlowReaders: client.Stall(chance.Skewed(TimeSpan.FromMinutes(1))); break;
            case Fault.Skew:
                client.Clock.Skew = chance.Between(TimeSpan.FromMinutes(-10), chance.Happens(0.3) ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(1));
                break;
            case Fault.Permissions: world.ChangeAccess(client.Name, chance.Pick(world.Pages), chance.Pick([PageAccess.None, PageAccess.View, PageAccess.Edit, PageAccess.Edit])); break;
            case Fault.TwoServers:
                ServerNode? before = world.Fronts.Count > 0 ? chance.Pick(world.Fronts) : null;
                world.StartServer();
                if (before is not null) world.Agenda.After(chance.Skewed(TimeSpan.FromMinutes(2)), () => Retire(before));
                break;
            case Fault.Drains when world.Fronts.Count > 0:
                Retire(chance.Pick(world.Fronts));
                world.Agenda.After(chance.Skewed(TimeSpan.FromSeconds(10)), EnsureServers);
                break;
            case Fault.HistoryTrims or Fault.Generations: Maintain(chance, kind); break;
            case Fault.ClientsForGood when client.IsUp && world.Clients.Count(other => !other.IsGone) > 2: client.Vanish(); break;
            case Fault.LongOffline:
                world.Note(client.Name, "is offline");
                world.TakeOffline(client, world.Now + chance.Skewed(world.Plan.Duration));
                break;
        }
    }

    private void Restart(ClientNode client)
    {
        if (!client.IsUp && !client.IsGone) client.Start();
    }

    private void EnsureServers()
    {
        while (world.Fronts.Count < world.Plan.Servers) world.StartServer();
    }

    /// <summary>Drained, then ended, whether or not it has committed all.</summary>
    private void Retire(ServerNode server)
    {
        if (!server.IsUp || _last.Contains(server)) return;
        server.Drain();
        server.After(_chance.Skewed(TimeSpan.FromSeconds(8)), () => server.Kill(powerLoss: false));
    }

    /// <summary>The servers are stopped, a page is compacted, a server is started.</summary>
    private void Maintain(Chance chance, Fault kind)
    {
        foreach (ServerNode server in world.Servers) server.Kill(powerLoss: false);
        world.Store.Compact(chance.Pick(world.Pages), history =>
        {
            if (history.LastSequence == 0) return null;
            Document page = history.Snapshot is null ? new Document(ReplicaId.Create(chance)) : Document.Load(history.Snapshot.Bytes, ReplicaId.Create(chance));
            foreach (byte[] update in history.Tail) page.Apply(update);
            if (kind == Fault.Generations) page = page.StartGeneration(ReplicaId.Create(chance));
            else page.Compact(page.Version);
            world.Note("maintenance", kind == Fault.Generations ? "starts a generation" : "trims the history");
            return page;
        });
        world.Agenda.After(chance.Skewed(TimeSpan.FromSeconds(5)) + TimeSpan.FromMilliseconds(1), EnsureServers);
    }
}
