using System.IO.Compression;
using System.Security.Cryptography;

namespace Notion.Crdt;

/// <summary>One section of a snapshot: <c>[codec, length, bytes]</c>, codec 0 for plain and 1 for raw Deflate (RFC 1951), length that of the plain bytes.</summary>
internal static class Section
{
    private const int WorthCompressing = 256;
    private const int ChecksumBytes = 8;

    public static void Write(ref MessagePackSpanWriter writer, ReadOnlySpan<byte> plain)
    {
        byte[]? packed = plain.Length < WorthCompressing ? null : Deflate(plain);
        bool pack = packed is not null && packed.Length < plain.Length;
        writer.WriteArrayHeader(3);
        writer.WriteInteger(pack ? 1 : 0);
        writer.WriteInteger(plain.Length);
        writer.WriteBinary(pack ? packed : plain);
    }

    public static bool TryRead(ref MessagePackSpanReader reader, int largest, out byte[] plain)
    {
        plain = [];
        if (!reader.TryReadArrayHeader(out int parts) || parts != 3) return false;
        if (!reader.TryReadInteger(out long codec) || codec is < 0 or > 1) return false;
        if (!reader.TryReadInteger(out long length) || length < 0) return false;
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> bytes)) return false;
        if (length > largest)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"A section of the snapshot has {length} bytes; at most {largest} are taken. Raise DecodeLimits.MaxBytes if that is meant.");
        if (codec == 0)
        {
            if (length != bytes.Length) return false;
            plain = bytes.ToArray();
            return true;
        }
        // No Deflate stream grows more than 1,032-fold: what claims more is refused before memory is taken for it.
        return length <= bytes.Length * 1032L + 1024 && TryInflate(bytes, (int)length, out plain);
    }

    public static byte[] Checksum(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes)[..ChecksumBytes];

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(plain);
        return packed.ToArray();
    }

    private static unsafe bool TryInflate(ReadOnlySpan<byte> packed, int length, out byte[] plain)
    {
        plain = new byte[length];
        fixed (byte* start = packed)
        {
            using var source = new UnmanagedMemoryStream(start, packed.Length);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            try
            {
                return inflate.ReadAtLeast(plain, length, throwOnEndOfStream: false) == length && inflate.ReadByte() < 0;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
