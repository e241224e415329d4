namespace Notion.Sync.Protocol;

/// <summary>How long to wait between attempts: doubling up to a maximum, with jitter, so that a thousand clients do not come back at once.</summary>
public sealed record BackOff
{
    /// <summary>The wait after the first failure, before jitter. Default 250 ms.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait. Default 30 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection that has lasted this long counts as a success: the next failure is a first one. Default 10 s.</summary>
    public TimeSpan ResetAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the next attempt: half of the doubled time, and the other half at random.</summary>
    /// <param name="failures">How many attempts have failed in a row, from 1.</param>
    /// <param name="random">The source of the jitter.</param>
    public TimeSpan Delay(int failures, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        double doubled = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40)));
        return TimeSpan.FromMilliseconds(doubled / 2 * (1 + random.NextDouble()));
    }
}
