namespace Notion.Sync.Simulation.Time;

/// <summary>A machine's idea of the time of day: virtual time, and how far its clock is off. Timers run on the agenda, not here.</summary>
internal sealed class SkewedClock(Agenda agenda) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far the clock is ahead; negative when it is behind. May jump at any time.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Epoch + agenda.Now + Skew;

    public override long GetTimestamp() => agenda.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("What is simulated waits on the agenda.");
}
