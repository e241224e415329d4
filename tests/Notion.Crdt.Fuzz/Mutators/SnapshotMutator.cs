using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using MessagePack;

namespace Notion.Crdt.Fuzz;

/// <summary>
/// Changes what is inside a snapshot: takes the envelope off, unpacks the columns, changes one of them by its form, and puts a checksum that fits on it again, so
/// that the bytes reach the readers of the columns. Knows the format by docs/encoding.md only.
/// </summary>
internal static class SnapshotMutator
{
    private const int ChecksumField = 2, StateField = 7, HistoryField = 8;

    public static byte[] Mutate(byte[] snapshot, Random random)
    {
        if (MessagePackTree.TryRead(snapshot) is not List<object?> { Count: 9 } fields) return snapshot;
        foreach (int section in new[] { StateField, HistoryField })
            if (fields[section] is List<object?> packed) fields[section] = Unpack(packed);
        if (random.Next(12) == 0) fields[random.Next(3, 7)] = (long)random.Next(-1, 3);
        else if (fields[random.Next(4) == 0 ? HistoryField : StateField] is List<object?> { Count: > 1 } section) Change(section, random);
        return Seal(fields, random);
    }

    private static void Change(List<object?> section, Random random)
    {
        int at = (random.Next(section.Count / 2) * 2) + 1;
        if (section[at] is List<object?> { Count: 3 } learned && learned[2] is byte[] code)
        {
            if (random.Next(4) == 0) learned[1] = (long)random.Next(1 << random.Next(22));
            else learned[2] = ByteMutator.Mutate(code, random, () => code);
            return;
        }
        if (section[at] is not byte[] column) return;
        section[at] = random.Next(10) switch
        {
            0 => Array.Empty<byte>(),
            1 => section[(random.Next(section.Count / 2) * 2) + 1],
            2 or 3 => ByteMutator.Mutate(column, random, () => column),
            4 when MessagePackTree.TryRead(column) is List<object?> => new TokenMutator(random).Mutate(column),
            5 => new List<object?> { 1L, random.Next(2) == 0 ? (long)column.Length : random.NextInt64(), Deflated(column) },
            _ => NumberMutator.Mutate(column, random),
        };
        if (random.Next(20) == 0) section[at - 1] = (long)random.Next(0, 80);
    }

    /// <summary>Columns as plain bytes, those of the bundle among the others; learned text stays packed.</summary>
    private static List<object?> Unpack(List<object?> section)
    {
        List<object?> plain = [];
        for (int i = 0; i + 1 < section.Count; i += 2)
        {
            object? column = section[i + 1];
            if (column is List<object?> { Count: 3 } packed && packed[0] is 1L && packed[2] is byte[] bytes && packed[1] is long length and >= 0 and < 1 << 24) column = Inflated(bytes, (int)length) ?? column;
            if (section[i] is 0L && column is byte[] bundle && MessagePackTree.TryRead(bundle) is List<object?> inner) plain.AddRange(Unpack(inner));
            else plain.AddRange([section[i], column]);
        }
        return plain;
    }

    private static byte[] Seal(List<object?> fields, Random random)
    {
        byte[] rest = MessagePackTree.Write(fields[(ChecksumField + 1)..]);
        int header = rest[0] is >= 0x90 and <= 0x9f ? 1 : 3;
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(fields.Count);
        for (int i = 0; i < ChecksumField; i++) MessagePackTree.Write(ref writer, fields[i]);
        writer.Write(Checksum(random.Next(50) == 0 ? rest : rest.AsSpan(header)));
        writer.WriteRaw(rest.AsSpan(header));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes) checksum = BitOperations.Crc32C(checksum, one);
        byte[] written = BitConverter.GetBytes(~checksum);
        Array.Reverse(written);
        return written;
    }

    private static byte[]? Inflated(byte[] packed, int length)
    {
        byte[] plain = new byte[length];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            inflate.ReadExactly(plain);
            return plain;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static byte[] Deflated(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(plain);
        return packed.ToArray();
    }
}
