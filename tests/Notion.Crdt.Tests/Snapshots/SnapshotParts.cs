using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using MessagePack;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>A snapshot taken apart, and put together again, by docs/encoding.md alone: with the MessagePack library and none of the engine's code.</summary>
internal sealed class SnapshotParts
{
    private const int Deflated = 1, Learned = 2, Text = 8;

    public int Version { get; set; } = 3;

    public long Required { get; set; }

    public long Optional { get; set; }

    public byte[]? Id { get; set; }

    public long Generation { get; set; }

    /// <summary>Plain columns by number.</summary>
    public SortedDictionary<int, byte[]> State { get; private init; } = [];

    public SortedDictionary<int, byte[]> History { get; private init; } = [];

    public static SnapshotParts Read(byte[] snapshot)
    {
        var reader = new MessagePackReader(snapshot);
        Assert.Equal(9, reader.ReadArrayHeader());
        Assert.Equal("notion-crdt", reader.ReadString());
        int version = reader.ReadInt32();
        byte[] checksum = reader.ReadBytes()!.Value.ToArray();
        Assert.Equal(Checksum(snapshot.AsSpan((int)reader.Consumed)), checksum);
        return new SnapshotParts
        {
            Version = version,
            Required = reader.ReadInt64(),
            Optional = reader.ReadInt64(),
            Id = reader.TryReadNil() ? null : reader.ReadBytes()!.Value.ToArray(),
            Generation = reader.ReadInt64(),
            State = ReadSection(ref reader),
            History = ReadSection(ref reader),
        };
    }

    /// <summary>Without compression, with a checksum that fits.</summary>
    public byte[] Write() => Write(-1, [], 0);

    /// <summary>The same, but with one column of the state as learned text.</summary>
    public byte[] Write(int learnedColumn, byte[] learned, int length)
    {
        byte[] rest = Write((ref MessagePackWriter writer) =>
        {
            writer.Write(Required);
            writer.Write(Optional);
            if (Id is null) writer.WriteNil();
            else writer.Write(Id);
            writer.Write(Generation);
            WriteSection(ref writer, State, learnedColumn, learned, length);
            WriteSection(ref writer, History);
        });
        return Write((ref MessagePackWriter writer) =>
        {
            writer.WriteArrayHeader(9);
            writer.Write("notion-crdt");
            writer.Write(Version);
            writer.Write(Checksum(rest));
            writer.WriteRaw(rest);
        });
    }

    /// <summary>CRC-32C, byte by byte.</summary>
    private static byte[] Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes) checksum = BitOperations.Crc32C(checksum, one);
        byte[] written = BitConverter.GetBytes(~checksum);
        Array.Reverse(written);
        return written;
    }

    private delegate void Body(ref MessagePackWriter writer);

    private static byte[] Write(Body body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        body(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static SortedDictionary<int, byte[]> ReadSection(ref MessagePackReader reader)
    {
        var columns = new SortedDictionary<int, byte[]>();
        for (int left = reader.ReadArrayHeader(); left > 0; left -= 2)
        {
            int number = reader.ReadInt32();
            byte[] plain = ReadColumn(ref reader, columns.GetValueOrDefault(Text) ?? []);
            if (number > 0)
            {
                columns.Add(number, plain);
                continue;
            }
            var bundle = new MessagePackReader(plain);
            foreach ((int inner, byte[] column) in ReadSection(ref bundle)) columns.Add(inner, column);
        }
        return columns;
    }

    private static byte[] ReadColumn(ref MessagePackReader reader, byte[] text)
    {
        if (reader.NextMessagePackType != MessagePackType.Array) return reader.ReadBytes()!.Value.ToArray();
        Assert.Equal(3, reader.ReadArrayHeader());
        int codec = reader.ReadInt32();
        byte[] plain = new byte[reader.ReadInt32()], bytes = reader.ReadBytes()!.Value.ToArray();
        if (codec == Learned) return new LearnedTextReader(bytes).Read(text, plain.Length);
        Assert.Equal(Deflated, codec);
        using var packed = new MemoryStream(bytes);
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        deflate.ReadExactly(plain);
        Assert.Equal(-1, deflate.ReadByte());
        return plain;
    }

    private static void WriteSection(ref MessagePackWriter writer, SortedDictionary<int, byte[]> columns, int learnedColumn = -1, byte[]? learned = null, int length = 0)
    {
        writer.WriteArrayHeader(columns.Count * 2);
        foreach ((int number, byte[] column) in columns)
        {
            writer.Write(number);
            if (number == learnedColumn)
            {
                writer.WriteArrayHeader(3);
                writer.Write(Learned);
                writer.Write(length);
                writer.Write(learned);
                continue;
            }
            writer.Write(column);
        }
    }
}
