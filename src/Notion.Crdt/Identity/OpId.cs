using System.Globalization;

namespace Notion.Crdt;

/// <summary>Names one operation, and each text element that an insert creates: the counter of its replica at that point.</summary>
/// <param name="Replica">Who did it.</param>
/// <param name="Counter">From 0 to <see cref="MaxCounter"/>; consecutive within a replica.</param>
public readonly record struct OpId(ReplicaId Replica, int Counter) : IComparable<OpId>
{
    /// <summary>The last counter that a replica may use in one document. A replica that reaches it takes a new <see cref="ReplicaId"/>.</summary>
    public const int MaxCounter = int.MaxValue - 1;

    /// <summary>Orders by replica, then by counter. This is no order of time: see <see cref="HlcTimestamp"/> for that.</summary>
    public int CompareTo(OpId other)
    {
        int order = Replica.CompareTo(other.Replica);
        return order != 0 ? order : Counter.CompareTo(other.Counter);
    }

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <(OpId left, OpId right) => left.CompareTo(right) < 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >(OpId left, OpId right) => left.CompareTo(right) > 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <=(OpId left, OpId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >=(OpId left, OpId right) => left.CompareTo(right) >= 0;

    /// <summary>Replica and counter, as in <c>0000000000002a:17</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Replica}:{Counter}");
}
