using Notion.Crdt;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Clients;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Runs;

/// <summary>One run: people type while things go wrong, then everything is mended, and when it has come to rest everybody must have the same page, with everything in it that was promised.</summary>
internal sealed class Simulation
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly World _world;
    private readonly Typist _typist;

    private Simulation(Plan plan, TextWriter? lines)
    {
        _world = new World(plan, lines);
        _typist = new Typist(_world);
    }

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What is to happen.</param>
    /// <param name="lines">Where the trace is printed; null for nowhere.</param>
    public static RunResult Run(Plan plan, TextWriter? lines = null)
    {
        var simulation = new Simulation(plan, lines);
        SimulationFailure? failure = null;
        try
        {
            simulation.Run();
        }
        catch (SimulationFailure broken)
        {
            failure = broken;
        }
        catch (Exception defect)
        {
            failure = new SimulationFailure("nothing throws", defect.ToString());
        }
        return new RunResult(plan, failure, simulation._world.Trace.Hash, simulation._world.Now, simulation._world.Agenda.Steps);
    }

    private void Run()
    {
        Plan plan = _world.Plan;
        for (int i = 0; i < plan.Servers; i++) _world.StartServer();
        foreach (ClientNode client in _world.Clients) client.Start();
        var accidents = new Accidents(_world);
        accidents.Schedule();
        ScheduleTyping();
        if (plan.Has(Fault.Presence)) SchedulePresence();
        _world.Agenda.RunUntil(plan.Duration, static () => false);
        accidents.Mend();
        bool isSettled = false;
        TimeSpan deadline = _world.Now + Patience;
        while (!isSettled && _world.Now < deadline)
        {
            _world.Agenda.RunUntil(_world.Now + Poll, static () => false);
            isSettled = IsSettled();
            accidents.MendRefusals();
        }
        new FinalCheck(_world).Check(isSettled);
    }

    /// <summary>Single edits and bursts, anywhere in the time.</summary>
    private void ScheduleTyping()
    {
        var chance = new Chance(_world.Plan.Seed, "typing");
        for (int left = _world.Plan.Edits; left > 0;)
        {
            int burst = Math.Min(left, chance.Happens(0.3) ? 2 + chance.Next(6) : 1);
            left -= burst;
            ClientNode client = chance.Pick(_world.Clients);
            Guid page = chance.Pick(_world.Pages);
            TimeSpan at = _world.Plan.Duration * chance.NextDouble();
            for (int i = 0; i < burst; i++)
            {
                at += chance.Skewed(TimeSpan.FromSeconds(1));
                if (at < _world.Plan.Duration) _world.Agenda.At(at, () => client.Type(page, _typist));
            }
        }
    }

    private void SchedulePresence()
    {
        var chance = new Chance(_world.Plan.Seed, "presence");
        for (int i = 0; i < _world.Plan.Edits; i++)
        {
            ClientNode client = chance.Pick(_world.Clients);
            Guid page = chance.Pick(_world.Pages);
            bool isGone = chance.Happens(0.2);
            _world.Agenda.At(_world.Plan.Duration * chance.NextDouble(), () => client.ShowPresence(page, isGone));
        }
    }

    private bool IsSettled()
    {
        if (_world.Servers.Exists(server => server.IsUp && !server.IsIdle) || _world.Fronts.Count != _world.Servers.Count(server => server.IsUp)) return false;
        foreach (ClientNode client in _world.Clients)
        {
            if (client.IsGone) continue;
            if (!client.IsDurable) return false;
            foreach (Guid page in _world.Pages)
            {
                if (client.Page(page) is not { } replica || replica.Document.PendingCount > 0 || !replica.Document.Version.Equals(_world.Ledger.Durable(page).Version)) return false;
                // Who was cut off without a word learns what changed meanwhile only once it has noticed.
                if (replica.Access != _world.Access(client.Name, page)) return false;
            }
        }
        return true;
    }
}
