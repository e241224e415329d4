using System.IO.Compression;

namespace Notion.Crdt;

/// <summary>Raw Deflate (RFC 1951), which every platform that runs .NET has, browsers included.</summary>
internal static class Deflate
{
    /// <summary>No Deflate stream grows more than so many times.</summary>
    private const long MaxRatio = 1_032;

    /// <summary>Columns up to this size are packed in more than one way: what repeats nothing is smaller without a search for repetitions.</summary>
    private const int WorthTrying = 1 << 16;

    private static readonly ZLibCompressionOptions Smallest = new() { CompressionLevel = 9 };
    private static readonly ZLibCompressionOptions Filtered = new() { CompressionLevel = 9, CompressionStrategy = ZLibCompressionStrategy.Filtered };
    private static readonly ZLibCompressionOptions HuffmanOnly = new() { CompressionLevel = 9, CompressionStrategy = ZLibCompressionStrategy.HuffmanOnly };

    /// <summary>The shortest of the streams that the strategies of Deflate make.</summary>
    /// <param name="plain">The bytes.</param>
    /// <param name="isText">Whether they are text, where repetitions are what matters.</param>
    public static byte[] Pack(ReadOnlySpan<byte> plain, bool isText)
    {
        byte[] packed = Pack(plain, Smallest);
        if (isText || plain.Length > WorthTrying) return packed;
        foreach (ZLibCompressionOptions options in new[] { Filtered, HuffmanOnly })
            if (Pack(plain, options) is var other && other.Length < packed.Length) packed = other;
        return packed;
    }

    private static byte[] Pack(ReadOnlySpan<byte> plain, ZLibCompressionOptions options)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, options, leaveOpen: true)) deflate.Write(plain);
        return packed.ToArray();
    }

    /// <summary>Unpacks to exactly the length of <paramref name="plain"/>; false where the bytes do not give that.</summary>
    public static unsafe bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        if (packed.IsEmpty) return false;               // no stream, and no address for one
        fixed (byte* start = packed)
        {
            using var source = new UnmanagedMemoryStream(start, packed.Length);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            try
            {
                return inflate.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false) == plain.Length && inflate.ReadByte() < 0;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }

    /// <summary>Whether so many packed bytes can give so many plain ones: what claims more is refused before memory is taken for it.</summary>
    public static bool CanUnpackTo(long plain, int packed) => plain <= (packed * MaxRatio) + 1024;
}
