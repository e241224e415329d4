using System.Buffers.Binary;

namespace Notion.Sync.Protocol;

/// <summary>The bytes inside digest frames.</summary>
internal static class DigestCoder
{
    private const int NumberBytes = 2;
    private const int BucketBytes = 10;
    private const int PageBytes = 24;

    public static byte[] WriteBuckets(IReadOnlyList<(int Bucket, ulong Hash)> buckets)
    {
        byte[] bytes = new byte[buckets.Count * BucketBytes];
        for (int i = 0; i < buckets.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * BucketBytes), (ushort)buckets[i].Bucket);
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan((i * BucketBytes) + NumberBytes), buckets[i].Hash);
        }
        return bytes;
    }

    /// <summary>Reads buckets in rising order, each once; false for anything else.</summary>
    public static bool TryReadBuckets(ReadOnlySpan<byte> bytes, int depth, int most, out (int Bucket, ulong Hash)[] buckets)
    {
        buckets = [];
        if (depth > PageDigest.MaxDepth || bytes.Length % BucketBytes != 0 || bytes.Length / BucketBytes > most) return false;
        buckets = new (int, ulong)[bytes.Length / BucketBytes];
        int last = -1;
        for (int i = 0; i < buckets.Length; i++)
        {
            int bucket = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * BucketBytes)..]);
            if (bucket <= last || bucket >> depth != 0) return false;
            buckets[i] = (last = bucket, BinaryPrimitives.ReadUInt64BigEndian(bytes[((i * BucketBytes) + NumberBytes)..]));
        }
        return true;
    }

    public static byte[] WriteNumbers(IReadOnlyList<int> numbers)
    {
        byte[] bytes = new byte[numbers.Count * NumberBytes];
        for (int i = 0; i < numbers.Count; i++) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * NumberBytes), (ushort)numbers[i]);
        return bytes;
    }

    public static bool TryReadNumbers(ReadOnlySpan<byte> bytes, out int[] numbers)
    {
        numbers = [];
        if (bytes.Length % NumberBytes != 0) return false;
        numbers = new int[bytes.Length / NumberBytes];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * NumberBytes)..]);
        return true;
    }

    public static byte[] WritePages(ReadOnlySpan<PageDigest> pages)
    {
        byte[] bytes = new byte[pages.Length * PageBytes];
        for (int i = 0; i < pages.Length; i++)
        {
            Span<byte> entry = bytes.AsSpan(i * PageBytes, PageBytes);
            pages[i].Page.TryWriteBytes(entry, bigEndian: true, out _);
            BinaryPrimitives.WriteUInt64BigEndian(entry[16..], pages[i].Hash);
        }
        return bytes;
    }

    public static bool TryReadPages(ReadOnlySpan<byte> bytes, out PageDigest[] pages)
    {
        pages = [];
        if (bytes.Length % PageBytes != 0) return false;
        pages = new PageDigest[bytes.Length / PageBytes];
        for (int i = 0; i < pages.Length; i++)
        {
            ReadOnlySpan<byte> entry = bytes.Slice(i * PageBytes, PageBytes);
            pages[i] = new PageDigest(new Guid(entry[..16], bigEndian: true), BinaryPrimitives.ReadUInt64BigEndian(entry[16..]));
        }
        return true;
    }
}
