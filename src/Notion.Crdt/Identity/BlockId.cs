using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>
/// Names a block. It derives from the operation that created the block, and is at the same time a UUID (version 8 of RFC 9562),
/// so that SQL and REST can use it as it is: the two forms map one-to-one, without a table.
/// </summary>
/// <remarks>
/// Bits, most significant first: replica 47–0 (48), version 8 (4), replica 52–48 and seven zeros (12), variant (2), counter (31), and
/// 31 fixed bits that tell these ids from UUIDs made elsewhere. Immutable; safe from any thread.
/// </remarks>
public readonly record struct BlockId : IComparable<BlockId>
{
    private const ulong Mark = 0x4e6f_7469 & 0x7fff_ffff;
    private const ulong VersionBits = 8UL << 12;
    private const ulong VariantBits = 2UL << 62;

    private readonly ulong _high;
    private readonly ulong _low;

    private BlockId(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>The page itself: the block that every top-level block lies under. It cannot be moved or deleted.</summary>
    public static BlockId Root => default;

    /// <summary>The parent of deleted blocks.</summary>
    public static BlockId Trash => new(0, 1);

    /// <summary>The id of the block that an operation created.</summary>
    public static BlockId From(OpId creation)
    {
        ulong replica = (ulong)creation.Replica.Value;
        ulong high = ((replica & 0xffff_ffff_ffff) << 16) | VersionBits | (((replica >> 48) & 0x1f) << 7);
        ulong low = VariantBits | ((ulong)(uint)creation.Counter << 31) | Mark;
        return new BlockId(high, low);
    }

    /// <summary>Bytes of a UUID.</summary>
    internal const int Size = 16;

    /// <summary>Whether it names the root or the trash.</summary>
    internal bool IsFixed => _high == 0 && _low <= 1;

    internal static BlockId From(ReadOnlySpan<byte> uuid) => new(BinaryPrimitives.ReadUInt64BigEndian(uuid), BinaryPrimitives.ReadUInt64BigEndian(uuid[8..]));

    internal void WriteTo(Span<byte> uuid)
    {
        BinaryPrimitives.WriteUInt64BigEndian(uuid, _high);
        BinaryPrimitives.WriteUInt64BigEndian(uuid[8..], _low);
    }

    /// <summary>The id that a UUID stands for. Every UUID is accepted; whether such a block exists is for the document to say.</summary>
    public static BlockId From(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new BlockId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>The same id as a UUID.</summary>
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The operation that created the block, where the id derives from one; false for the root, the trash and foreign UUIDs.</summary>
    public bool TryGetCreation(out OpId creation)
    {
        long replica = (long)((_high >> 16) | (((_high >> 7) & 0x1f) << 48));
        int counter = (int)((_low >> 31) & 0x7fff_ffff);
        creation = default;
        if (replica == 0 || counter > OpId.MaxCounter) return false;
        var candidate = new OpId(new ReplicaId(replica), counter);
        if (From(candidate) != this) return false;
        creation = candidate;
        return true;
    }

    /// <summary>Orders by the UUID's bytes. Blocks with equal positions are shown in this order.</summary>
    public int CompareTo(BlockId other)
    {
        int order = _high.CompareTo(other._high);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <(BlockId left, BlockId right) => left.CompareTo(right) < 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >(BlockId left, BlockId right) => left.CompareTo(right) > 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <=(BlockId left, BlockId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >=(BlockId left, BlockId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads what <see cref="ToString"/> writes, or any UUID text.</summary>
    public static bool TryParse(string? text, out BlockId id)
    {
        bool ok = Guid.TryParse(text, out Guid uuid);
        id = ok ? From(uuid) : default;
        return ok;
    }

    /// <summary>The UUID in its usual form, lower case with dashes.</summary>
    public override string ToString() => ToGuid().ToString();
}
