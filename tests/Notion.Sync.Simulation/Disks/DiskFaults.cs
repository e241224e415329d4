using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Disks;

/// <summary>When a disk fails: now and then for one transaction, and for some time while it is full.</summary>
internal sealed class DiskFaults
{
    private TimeSpan _fullUntil;

    /// <summary>The probability of each fault that passes.</summary>
    public double Rate { get; set; }

    /// <summary>Whether a transaction may be on the disk although the answer is a failure.</summary>
    public bool MayLie { get; init; } = true;

    public void FillUp(TimeSpan until) => _fullUntil = until;

    /// <summary>From now on nothing fails.</summary>
    public void Stop()
    {
        Rate = 0;
        _fullUntil = TimeSpan.Zero;
    }

    public DiskFault Next(Chance chance, TimeSpan now)
    {
        double drawn = chance.NextDouble();
        if (now < _fullUntil) return DiskFault.Full;
        if (drawn < Rate) return DiskFault.Busy;
        if (drawn < 2 * Rate) return DiskFault.Torn;
        return MayLie && drawn < 3 * Rate ? DiskFault.Unknown : DiskFault.None;
    }
}
