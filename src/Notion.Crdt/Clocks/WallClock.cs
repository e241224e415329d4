namespace Notion.Crdt;

/// <summary>The physical part of a document's clock: Unix milliseconds of its <see cref="TimeProvider"/>.</summary>
/// <remarks>
/// The system's time is asked for again only when the coarse tick of the machine has gone on, which it does every few milliseconds; between, a logical step tells changes apart, as it
/// does within a millisecond. That costs a fifth of asking each time, which is a tenth of a keystroke. A time that was passed in is always asked.
/// </remarks>
internal struct WallClock(TimeProvider time)
{
    private readonly bool _isSystem = ReferenceEquals(time, TimeProvider.System);
    private long _tick = long.MinValue, _milliseconds;

    public long Read()
    {
        if (!_isSystem) return time.GetUtcNow().ToUnixTimeMilliseconds();
#pragma warning disable RS0030 // the system's time was chosen; this only says whether it has gone on
        long tick = Environment.TickCount64;
#pragma warning restore RS0030
        if (tick != _tick) (_tick, _milliseconds) = (tick, time.GetUtcNow().ToUnixTimeMilliseconds());
        return _milliseconds;
    }
}
