using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>
/// CRC-32C (Castagnoli; RFC 3720, appendix B.4) of a snapshot. It finds damage, not forgery, and processors compute it: some ten microseconds for 100 kB, from the first call on.
/// </summary>
internal static class Checksum
{
    public const int Size = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) checksum = BitOperations.Crc32C(checksum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (byte one in bytes[(words.Length * sizeof(ulong))..]) checksum = BitOperations.Crc32C(checksum, one);
        return ~checksum;
    }
}
