using System.Globalization;

namespace Notion.Crdt;

/// <summary>
/// A hybrid logical clock's reading: 48 bits of Unix milliseconds above 16 bits of logical counter
/// (Kulkarni et al., "Logical Physical Clocks", 2014).
/// </summary>
/// <remarks>A change's timestamp is above that of everything it depends on. Immutable; safe from any thread.</remarks>
/// <param name="Bits">Both parts as one number; comparing these numbers compares timestamps.</param>
public readonly record struct HlcTimestamp(ulong Bits) : IComparable<HlcTimestamp>
{
    /// <summary>The last representable millisecond, in the year 10889.</summary>
    public const long MaxMilliseconds = (1L << 48) - 1;

    /// <summary>Creates a timestamp from its parts.</summary>
    /// <param name="milliseconds">Unix time, 0 to <see cref="MaxMilliseconds"/>.</param>
    /// <param name="logical">Position within the millisecond.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="milliseconds"/> is outside its range.</exception>
    public static HlcTimestamp From(long milliseconds, ushort logical)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, MaxMilliseconds);
        return new HlcTimestamp(((ulong)milliseconds << 16) | logical);
    }

    /// <summary>Unix time in milliseconds.</summary>
    public long Milliseconds => (long)(Bits >> 16);

    /// <summary>Position within the millisecond.</summary>
    public ushort Logical => (ushort)Bits;

    /// <summary>The physical part as a point in time (UTC); past the year 9999, which .NET cannot represent, the end of that year.</summary>
    public DateTimeOffset Time =>
        Milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds) : DateTimeOffset.MaxValue;

    /// <summary>
    /// The next reading of a clock that has seen <paramref name="latest"/>: the physical time if that is later, else the next logical step.
    /// </summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.ClockExhausted"/>: no later timestamp can be represented.</exception>
    public static HlcTimestamp Next(HlcTimestamp latest, DateTimeOffset now) => Next(latest, now.ToUnixTimeMilliseconds());

    internal static HlcTimestamp Next(HlcTimestamp latest, long milliseconds)
    {
        ulong physical = (ulong)Math.Clamp(milliseconds, 0, MaxMilliseconds) << 16;
        if (physical > latest.Bits) return new HlcTimestamp(physical);
        if (latest.Bits == ulong.MaxValue)
            throw new CrdtException(CrdtErrorCode.ClockExhausted, "The document's clock is at its last value: a replica wrote a timestamp of the year 10889. Refuse such changes where they come in.");
        return new HlcTimestamp(latest.Bits + 1);
    }

    /// <inheritdoc/>
    public int CompareTo(HlcTimestamp other) => Bits.CompareTo(other.Bits);

    /// <summary>Earlier than.</summary>
    public static bool operator <(HlcTimestamp left, HlcTimestamp right) => left.Bits < right.Bits;

    /// <summary>Later than.</summary>
    public static bool operator >(HlcTimestamp left, HlcTimestamp right) => left.Bits > right.Bits;

    /// <summary>Not later than.</summary>
    public static bool operator <=(HlcTimestamp left, HlcTimestamp right) => left.Bits <= right.Bits;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(HlcTimestamp left, HlcTimestamp right) => left.Bits >= right.Bits;

    /// <summary>ISO 8601 time, then the logical part, as in <c>2026-11-23T20:11:00.000Z/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time:yyyy-MM-ddTHH:mm:ss.fffZ}/{Logical}");
}
