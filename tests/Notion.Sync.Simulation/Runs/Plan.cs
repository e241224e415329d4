using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Networks;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Runs;

/// <summary>What a seed decides before anything happens. Whoever shrinks a failure changes one thing at a time and keeps the seed.</summary>
internal sealed record Plan
{
    public required ulong Seed { get; init; }

    public required int Clients { get; init; }

    public required int Pages { get; init; }

    /// <summary>How many servers clients come to at the same time.</summary>
    public required int Servers { get; init; }

    public required int Edits { get; init; }

    public required int Accidents { get; init; }

    public required Fault Faults { get; init; }

    /// <summary>For how long people type and things go wrong; after it everything is mended.</summary>
    public required TimeSpan Duration { get; init; }

    public required LinkQuality Quality { get; init; }

    public required SyncLimits ServerLimits { get; init; }

    public required SyncLimits ClientLimits { get; init; }

    public Breakage Breakage { get; init; }

    public static Plan Of(ulong seed)
    {
        var chance = new Chance(seed, "plan");
        var faults = Fault.None;
        // Some runs have everything, some next to nothing: a failure that needs few faults is easier to understand.
        double density = chance.NextDouble();
        foreach (Fault fault in Enum.GetValues<Fault>())
            if (fault is not (Fault.None or Fault.All) && fault < Fault.ManyServers && chance.Happens(density)) faults |= fault;
        // Drawn apart, so that seeds of before stay what they were as far as can be.
        foreach (Fault fault in Enum.GetValues<Fault>())
            if (fault is >= Fault.ManyServers and not Fault.All && new Chance(seed, fault.ToString()).Happens(density * 0.7)) faults |= fault;
        var sizes = new Chance(seed, "sizes");
        int frame = faults.HasFlag(Fault.SmallFrames) ? 512 + sizes.Next(1_000) : SyncLimits.Untrusted.MaxFrameBytes;
        return new Plan
        {
            Seed = seed,
            Clients = 2 + chance.Next(3),
            Servers = faults.HasFlag(Fault.ManyServers) ? 2 + new Chance(seed, "nodes").Next(2) : 1,
            Pages = chance.Happens(0.8) ? 1 : 2,
            Edits = 4 + chance.Next(32),
            Accidents = 2 + chance.Next(14),
            Faults = faults,
            Duration = TimeSpan.FromSeconds(1) + chance.Skewed(faults.HasFlag(Fault.LongOffline) ? TimeSpan.FromHours(8) : TimeSpan.FromMinutes(10)),
            Quality = new LinkQuality(TimeSpan.FromMicroseconds(200), TimeSpan.FromMilliseconds(2) + chance.Skewed(TimeSpan.FromSeconds(2))),
            ClientLimits = faults.HasFlag(Fault.LittleCredit)
                ? SyncLimits.Client with { MaxFrameBytes = frame, MaxPushedBatches = 1 + sizes.Next(3), MaxPushedBytes = 100 + sizes.Next(1_500) }
                : SyncLimits.Client with { MaxFrameBytes = frame },
            ServerLimits = ServerWindows(faults, chance) with { MaxFrameBytes = frame },
        };
    }

    public bool Has(Fault fault) => (Faults & fault) != 0;

    public override string ToString() =>
        $"seed {Seed}: {Clients} clients, {Pages} pages, {Servers} servers, {Edits} edits, {Accidents} accidents in {Duration.TotalSeconds:F0} s; {Faults}";

    private static SyncLimits ServerWindows(Fault faults, Chance chance) => faults.HasFlag(Fault.SmallWindows)
        ? SyncLimits.Untrusted with { MaxUnacknowledgedBatches = 1 + chance.Next(4), MaxUnacknowledgedBytes = 200 + chance.Next(2000), MaxQueuedBytes = 500 + chance.Next(5000) }
        : SyncLimits.Untrusted with { MaxQueuedBytes = 4_000 + chance.Next(20_000) };
}
