using Notion.Crdt.Tests.Oracle;
using Notion.Crdt.Tests.Snapshots;

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
        foreach (byte[] update in History.Record(seed, seed % 2 == 0 ? Verbs.EditingAndUndo : Verbs.Editing)) document.Apply(update);
        return document.Save();
    }

    /// <summary>Changes some bytes inside a column, and makes the checksum fit.</summary>
    private static byte[] Forge(byte[] snapshot, Random random)
    {
        SnapshotParts parts = SnapshotParts.Read(snapshot);
        SortedDictionary<int, byte[]> section = random.Next(4) > 0 || parts.History.Count == 0 ? parts.State : parts.History;
        int[] numbers = [.. section.Keys];
        int number = numbers[random.Next(numbers.Length)];
        byte[] column = [.. section[number]];
        switch (random.Next(8))
        {
            case 0: column = column[..random.Next(column.Length + 1)]; break;
            case 1: column = [.. column, (byte)random.Next(256)]; break;
            case 2: column = []; break;
            case 3: column = [.. section[numbers[random.Next(numbers.Length)]]]; break;
            default: Flip(column, random); break;
        }
        section[number] = column;
        return parts.Write();
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
}
