using System.Buffers;
using System.Collections;

namespace Notion.Crdt;

/// <summary>
/// What a replica has seen: for each writer, how many of its counters. The causal past of a document in a few bytes.
/// </summary>
/// <remarks>Immutable; safe from any thread. Entries are sorted by replica, and no entry is zero, so equal vectors encode to equal bytes.</remarks>
public sealed class VersionVector : IEquatable<VersionVector>, IReadOnlyCollection<KeyValuePair<ReplicaId, int>>
{
    private readonly KeyValuePair<ReplicaId, int>[] _entries;

    private VersionVector(KeyValuePair<ReplicaId, int>[] entries) => _entries = entries;

    /// <summary>Has seen nothing.</summary>
    public static VersionVector Empty { get; } = new([]);

    /// <summary>The number of replicas of which something has been seen.</summary>
    public int Count => _entries.Length;

    /// <summary>How many counters of the replica have been seen: all below this number, none from it on.</summary>
    public int this[ReplicaId replica]
    {
        get
        {
            int at = Find(replica);
            return at >= 0 ? _entries[at].Value : 0;
        }
    }

    /// <summary>Creates a vector.</summary>
    /// <param name="entries">Pairs of replica and number of counters seen; pairs with 0 are left out, later pairs for one replica win.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static VersionVector From(IEnumerable<KeyValuePair<ReplicaId, int>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KeyValuePair<ReplicaId, int>[] sorted = [.. entries];
        if (sorted.Length == 0) return Empty;
        bool inOrder = true;
        for (int i = 0; i < sorted.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(sorted[i].Value, nameof(entries));
            inOrder &= sorted[i].Value > 0 && (i == 0 || sorted[i - 1].Key.CompareTo(sorted[i].Key) < 0);
        }
        if (inOrder) return new VersionVector(sorted);
        var latest = new SortedDictionary<ReplicaId, int>();
        foreach ((ReplicaId replica, int seen) in sorted) latest[replica] = seen;
        return new VersionVector([.. latest.Where(entry => entry.Value > 0)]);
    }

    /// <summary>Whether everything that <paramref name="other"/> has seen has been seen here.</summary>
    public bool Includes(VersionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach ((ReplicaId replica, int seen) in other._entries)
            if (this[replica] < seen) return false;
        return true;
    }

    /// <summary>Whether the operation has been seen here.</summary>
    public bool Includes(OpId operation) => this[operation.Replica] > operation.Counter;

    /// <summary>What either of the two has seen.</summary>
    public VersionVector Union(VersionVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Includes(other)) return this;
        if (other.Includes(this)) return other;
        var merged = new SortedDictionary<ReplicaId, int>();
        foreach ((ReplicaId replica, int seen) in _entries) merged[replica] = seen;
        foreach ((ReplicaId replica, int seen) in other._entries) merged[replica] = Math.Max(seen, merged.GetValueOrDefault(replica));
        return new VersionVector([.. merged]);
    }

    /// <summary>What is seen here, and in the changes of an update: the version of a document at this one that has applied it. Reads the update's form only; whether its changes can be applied is for <see cref="Document"/> to say.</summary>
    /// <param name="update">An update whose changes follow, for each of its replicas, without gap on what is seen here or on each other.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/> or <see cref="CrdtErrorCode.UnsupportedFormat"/>.</exception>
    public VersionVector After(ReadOnlySpan<byte> update)
    {
        var decoder = new UpdateDecoder();
        var seen = new Dictionary<ReplicaId, int>();
        for (decoder.Open(update); decoder.TryNext(update);)
        {
            DecodedChange change = decoder.Changes[0];
            seen[change.Replica] = Math.Max(change.End, seen.GetValueOrDefault(change.Replica));
        }
        return Union(From(seen));
    }

    /// <summary>The vector as MessagePack: one flat array of replica, number, replica, number, …, sorted by replica.</summary>
    public byte[] Encode()
    {
        var writer = new MessagePackSpanWriter();
        Write(ref writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> writes. False for anything else, trailing bytes and unsorted entries included.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out VersionVector version)
    {
        var reader = new MessagePackSpanReader(bytes);
        bool ok = TryRead(ref reader, out version) && reader.AtEnd;
        if (!ok) version = Empty;
        return ok;
    }

    internal void Write(ref MessagePackSpanWriter writer)
    {
        writer.WriteArrayHeader(_entries.Length * 2);
        foreach ((ReplicaId replica, int seen) in _entries)
        {
            writer.WriteInteger(replica.Value);
            writer.WriteInteger(seen);
        }
    }

    internal static bool TryRead(ref MessagePackSpanReader reader, out VersionVector version)
    {
        version = Empty;
        if (!reader.TryReadArrayHeader(out int count) || (count & 1) != 0) return false;
        if (count == 0) return true;
        var entries = new KeyValuePair<ReplicaId, int>[count / 2];
        long last = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (!reader.TryReadInteger(out long replica) || replica <= last || replica > ReplicaId.MaxValue) return false;
            if (!reader.TryReadInteger(out long seen) || seen < 1 || seen > OpId.MaxCounter + 1L) return false;
            entries[i] = new(new ReplicaId(replica), (int)seen);
            last = replica;
        }
        version = new VersionVector(entries);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(VersionVector? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionVector);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach ((ReplicaId replica, int seen) in _entries)
        {
            hash.Add(replica);
            hash.Add(seen);
        }
        return hash.ToHashCode();
    }

    /// <summary>The pairs, sorted by replica.</summary>
    public IEnumerator<KeyValuePair<ReplicaId, int>> GetEnumerator() => ((IEnumerable<KeyValuePair<ReplicaId, int>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As in <c>{0000000000002a:17, …}</c>.</summary>
    public override string ToString() => "{" + string.Join(", ", _entries.Select(entry => $"{entry.Key}:{entry.Value}")) + "}";

    private int Find(ReplicaId replica)
    {
        int low = 0, high = _entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _entries[middle].Key.CompareTo(replica);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }
}
