using System.Buffers.Binary;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>A block of a page, as one UUID: what <c>/v1</c> calls a block's id.</summary>
/// <remarks>
/// <para>Inside a document a block's id names it alone; over all pages it does not: the copy of a page has the same blocks, and who writes a page may give a block any id. So the UUID holds the
/// page's number (<see cref="Store.IPageNumbers"/>), too: 38 bits of it, 53 of the replica and 31 of the counter that the block was made by are the 122 bits that a UUID of version 8 has. It is found without an index of
/// blocks, in the trash as well, and one page's block cannot pass for another's.</para>
/// </remarks>
internal readonly record struct BlockReference(long Page, BlockId Block)
{
    public const long MaxPage = (1L << 38) - 1;

    private const ulong VersionBits = 8UL << 12;
    private const ulong VariantBits = 2UL << 62;
    private const int CounterBits = 31;
    private const int ReplicaLowBits = 31;
    private const int ReplicaHighBits = 22;

    /// <exception cref="InvalidOperationException">The block's id derives from no operation.</exception>
    public Guid ToGuid()
    {
        if (!Block.TryGetCreation(out OpId creation) || Page is < 1 or > MaxPage) throw new InvalidOperationException($"Block {Block} of page {Page} has no reference.");
        ulong replica = (ulong)creation.Replica.Value;
        ulong top = ((ulong)Page << ReplicaHighBits) | (replica >> ReplicaLowBits);
        ulong low = ((replica & ((1UL << ReplicaLowBits) - 1)) << CounterBits) | (uint)creation.Counter;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (top >> 12 << 16) | VersionBits | (top & 0xfff));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], VariantBits | low);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>False for a UUID that is no reference.</summary>
    public static bool TryParse(Guid uuid, out BlockReference reference)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes), low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        reference = default;
        if ((high & (0xfUL << 12)) != VersionBits || (low & (3UL << 62)) != VariantBits) return false;
        ulong top = (high >> 16 << 12) | (high & 0xfff);
        low &= ~(3UL << 62);
        long replica = (long)(((top & ((1UL << ReplicaHighBits) - 1)) << ReplicaLowBits) | (low >> CounterBits));
        int counter = (int)(low & ((1UL << CounterBits) - 1));
        long page = (long)(top >> ReplicaHighBits);
        if (page == 0 || replica == 0 || counter > OpId.MaxCounter) return false;
        reference = new BlockReference(page, BlockId.From(new OpId(new ReplicaId(replica), counter)));
        return true;
    }
}
