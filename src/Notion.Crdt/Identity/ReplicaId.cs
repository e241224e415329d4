using System.Globalization;
using System.Security.Cryptography;

namespace Notion.Crdt;

/// <summary>
/// Names one writer of a document: 53 random bits, so that the id is also an exact JavaScript number.
/// </summary>
/// <remarks>
/// Take a fresh one each time a replica starts writing and never restore one from a backup: two writers with one id
/// would give different operations the same name. Where that happens all the same, <see cref="Document.Apply(ReadOnlySpan{byte})"/>
/// reports <see cref="CrdtErrorCode.ReplicaConflict"/> instead of diverging.
/// </remarks>
public readonly record struct ReplicaId : IComparable<ReplicaId>
{
    /// <summary>The largest value: 2⁵³ − 1.</summary>
    public const long MaxValue = (1L << 53) - 1;

    /// <summary>Creates an id from its number.</summary>
    /// <param name="value">From 1 to <see cref="MaxValue"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is outside that range.</exception>
    public ReplicaId(long value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        Value = value;
    }

    /// <summary>The number, from 1 to <see cref="MaxValue"/>; 0 only in the default value, which names nobody.</summary>
    public long Value { get; }

    /// <summary>A fresh id from the operating system's cryptographic random source.</summary>
    public static ReplicaId Create()
    {
        Span<byte> bytes = stackalloc byte[8];
        long value;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            value = BitConverter.ToInt64(bytes) & MaxValue;
        }
        while (value == 0);
        return new ReplicaId(value);
    }

    /// <summary>A fresh id from a source of your own, for runs that must replay from a seed.</summary>
    /// <param name="random">The source; 1 to <see cref="MaxValue"/> is drawn uniformly.</param>
    public static ReplicaId Create(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new ReplicaId(random.NextInt64(1, MaxValue + 1));
    }

    /// <inheritdoc/>
    public int CompareTo(ReplicaId other) => Value.CompareTo(other.Value);

    /// <summary>Orders by number.</summary>
    public static bool operator <(ReplicaId left, ReplicaId right) => left.Value < right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >(ReplicaId left, ReplicaId right) => left.Value > right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(ReplicaId left, ReplicaId right) => left.Value <= right.Value;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(ReplicaId left, ReplicaId right) => left.Value >= right.Value;

    /// <summary>The number in hexadecimal, 14 digits.</summary>
    public override string ToString() => Value.ToString("x14", CultureInfo.InvariantCulture);
}
