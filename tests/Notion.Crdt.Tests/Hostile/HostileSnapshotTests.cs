using System.Buffers;
using MessagePack;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Hostile;

/// <summary>Whatever is loaded: it opens, or a <see cref="CrdtException"/> says why not.</summary>
public class HostileSnapshotTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TruncatedAndFlippedSnapshotsAreRefused(int seed)
    {
        byte[] snapshot = Snapshot(seed);
        var random = new Random(seed);
        for (int i = 0; i < 100; i++)
        {
            byte[] flipped = [.. snapshot];
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            foreach (byte[] bytes in new[] { snapshot[..random.Next(snapshot.Length)], flipped })
            {
                try
                {
                    Document.Load(bytes, new ReplicaId(1));
                    Assert.Equal(Rendering.Of(Document.Load(snapshot, new ReplicaId(1))), Rendering.Of(Document.Load(bytes, new ReplicaId(1))));
                }
                catch (CrdtException error)
                {
                    Assert.Contains(error.Code, new[] { CrdtErrorCode.MalformedUpdate, CrdtErrorCode.UnsupportedFormat, CrdtErrorCode.LimitExceeded });
                }
            }
        }
    }

    /// <summary>With a checksum that fits, so that the bytes reach the readers of the columns.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void ForgedColumnsDoNoHarm(int seed)
    {
        byte[] snapshot = Snapshot(seed);
        var random = new Random(seed);
        for (int i = 0; i < 300; i++)
        {
            byte[] forged = Forge(snapshot, random);
            try
            {
                Document document = Document.Load(forged, new ReplicaId(1));
                Rendering.Of(document);
                _ = document.Version;
                byte[] saved = document.Save();
                Assert.Equal(Rendering.Of(document), Rendering.Of(Document.Load(saved, new ReplicaId(1))));
            }
            catch (CrdtException)
            {
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}, {i}: {error.GetType().Name}: {error.Message} {error.StackTrace}", error);
            }
        }
    }

    private static byte[] Snapshot(int seed)
    {
        var document = new Document(new ReplicaId(1));
        foreach (byte[] update in History.Record(seed)) document.Apply(update);
        return document.Save();
    }

    /// <summary>Unpacks the sections, changes some bytes inside a column or the history, and packs them again.</summary>
    private static byte[] Forge(byte[] snapshot, Random random)
    {
        var reader = new MessagePackReader(snapshot);
        reader.ReadArrayHeader();
        string magic = reader.ReadString()!;
        int version = reader.ReadInt32();
        reader.ReadBytes();
        int required = reader.ReadInt32(), optional = reader.ReadInt32();
        byte[] columns = ReadSection(ref reader);
        int changes = reader.ReadInt32();
        byte[] history = ReadSection(ref reader);

        if (random.Next(4) > 0) columns = ForgeColumns(columns, random);
        else Flip(history, random);
        if (random.Next(10) == 0) changes += random.Next(-1, 2);

        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.Write(required);
        writer.Write(optional);
        WriteSection(ref writer, columns);
        writer.Write(changes);
        WriteSection(ref writer, history);
        writer.Flush();
        byte[] sections = buffer.WrittenSpan.ToArray();

        buffer = new ArrayBufferWriter<byte>();
        writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(8);
        writer.Write(magic);
        writer.Write(version);
        writer.Write(Section.Checksum(sections));
        writer.WriteRaw(sections);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] ForgeColumns(byte[] section, Random random)
    {
        var reader = new MessagePackReader(section);
        byte[][] columns = new byte[reader.ReadArrayHeader()][];
        for (int i = 0; i < columns.Length; i++) columns[i] = reader.ReadBytes()!.Value.ToArray();
        int at = random.Next(columns.Length);
        switch (random.Next(8))
        {
            case 0: columns[at] = columns[at][..random.Next(columns[at].Length + 1)]; break;
            case 1: columns[at] = [.. columns[at], (byte)random.Next(256)]; break;
            case 2: columns[at] = []; break;
            case 3: columns[at] = [.. columns[random.Next(columns.Length)]]; break;
            default: Flip(columns[at], random); break;
        }
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(columns.Length);
        foreach (byte[] column in columns) writer.Write(column);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Flip(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return;
        for (int flips = random.Next(1, 4); flips > 0; flips--)
        {
            ref byte at = ref bytes[random.Next(bytes.Length)];
            at = random.Next(3) switch { 0 => (byte)(at + 1), 1 => (byte)(at - 1), _ => (byte)(at ^ (1 << random.Next(8))) };
        }
    }

    private static byte[] ReadSection(ref MessagePackReader reader)
    {
        var start = reader.Position;
        reader.Skip();
        var section = new MessagePackSpanReader(reader.Sequence.Slice(start, reader.Position).ToArray());
        Assert.True(Section.TryRead(ref section, int.MaxValue, out byte[] plain));
        return plain;
    }

    private static void WriteSection(ref MessagePackWriter writer, byte[] plain)
    {
        writer.WriteArrayHeader(3);
        writer.Write(0);
        writer.Write(plain.Length);
        writer.Write(plain);
    }
}
