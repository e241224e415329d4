using System.Buffers;
using MessagePack;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>A snapshot holds of a change what its state does not tell; the change comes back as the bytes that it was, whatever was done to the document meanwhile.</summary>
public class AHistoryComesBackByteForByte
{
    private const int Kept = 65, Operations = 68;
    private const int Histories = 80;

    [Fact]
    public void OfRandomHistories() => ForEach(Histories, seed =>
    {
        Document original = Played(seed);
        byte[] saved = original.Save();
        SortedDictionary<int, byte[]> history = SnapshotParts.Read(saved).History;
        List<OracleChange> kept = history.TryGetValue(Kept, out byte[]? update) ? OracleDecoder.Decode(update) : [];
        Assert.True(kept.All(IsKeptAsItIs), "a change that could be packed is kept as its bytes");
        Assert.Equal(original.ChangeCount > kept.Count, history.ContainsKey(Operations));

        Document loaded = Document.Load(saved, new ReplicaId(99));
        Assert.Equal(ChangesOf(original), ChangesOf(loaded));
        Assert.Equal(saved, loaded.Save());
    });

    [Fact]
    public void AfterMoreWasDoneWhileItWasPacked() => ForEach(Histories, seed =>
    {
        Document original = Played(seed);
        List<string> changes = ChangesOf(original);
        Document loaded = Document.Load(original.Save(), new ReplicaId(1L << 52));
        var undo = new UndoHistory(loaded, new UndoHistoryOptions());
        var random = new Random(seed);
        var person = new Person(loaded, random) { ChecksLocality = false };
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            if (random.Next(4) == 0) undo.Undo();
            using Transaction edit = loaded.Begin();
            person.Act(edit);
            if (random.Next(4) > 0) edit.Commit();
        }
        ReadOnlyMemory<byte> since = loaded.ExportSince(original.Version);
        Assert.Subset(ChangesOf(loaded).ToHashSet(), changes.ToHashSet());
        original.Apply(since.Span);
        Assert.Equal(ChangesOf(original), ChangesOf(loaded));
        Assert.Equal(original.Save(), loaded.Save());
    });

    [Fact]
    public void UpToAVersionToo() => ForEach(20, seed =>
    {
        Document original = Played(seed);
        VersionVector half = original.VersionAt(original.GetHistory(new HistoryQuery { PageSize = 10_000 }).Entries is { Count: > 0 } all ? all[all.Count / 2].End : default);
        Document fork = original.Fork(new ReplicaId(77), half);
        Assert.Subset(ChangesOf(original).ToHashSet(), ChangesOf(fork).ToHashSet());
        Assert.Equal(half, fork.Version);

        Document trimmed = Document.Load(original.SaveShallow(half), new ReplicaId(78));
        Assert.Equal(original.ExportSince(half).Length, trimmed.ExportSince(half).Length);
        Assert.Equal(trimmed.Save(), Document.Load(trimmed.Save(), new ReplicaId(79)).Save());
    });

    /// <summary>Other writers may use other forms, and later versions other operations and fields: such changes are kept as they are, between those that are not.</summary>
    [Fact]
    public void OfOtherWriters()
    {
        var page = new Document(new ReplicaId(5));
        using (Transaction edit = page.Begin())
        {
            edit.InsertText(edit.CreateBlock("text", BlockId.Root), 0, "written here");
            edit.Commit();
        }
        long[] times = [1_900_000_000_000, 1, 2, 3];
        byte[][] foreign =
        [
            Change(9, 0, times[0], (ref MessagePackWriter ops) => WriteArray(ref ops, 64, 3, 12345)),                  // an operation of a later version
            Change(9, 3, times[1], (ref MessagePackWriter ops) => WriteArray(ref ops, 9, 0, "k", 1)),                  // one more than known, and one further field
            Change(9, 4, times[2], (ref MessagePackWriter ops) => ops.WriteRaw([0x91, 0x95, 9, 0, 0xa1, (byte)'k', 0xcd, 0, 2, 0xc0])),
            Change(9, 5, times[3], (ref MessagePackWriter ops) => WriteArray(ref ops, 16, 0, "n", 4)),
        ];
        foreach (byte[] change in foreign) Assert.Equal(1, page.Apply(change).Applied);
        using (Transaction edit = page.Begin("somebody"))
        {
            edit.SetProperty(BlockId.Root, "k", "ours");
            edit.Commit();
        }
        byte[] saved = page.Save();
        Assert.Equal(3, new MessagePackReader(SnapshotParts.Read(saved).History[Kept]).ReadArrayHeader());
        Document loaded = Document.Load(saved, new ReplicaId(6));
        Assert.Equal(page.ExportSince(VersionVector.Empty), loaded.ExportSince(VersionVector.Empty));
        Assert.Equal(saved, loaded.Save());
    }

    [Fact]
    public void OfManyAuthorsWithLargeIdsAndClocksThatJump()
    {
        var random = new Random(11);
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        Document[] people = [.. Enumerable.Range(0, 12).Select(i => new Document(new ReplicaId(ReplicaId.MaxValue - (i * 7919)), new DocumentOptions { TimeProvider = clock }))];
        for (int i = 0; i < 600; i++)
        {
            clock.AdjustTime(clock.GetUtcNow().AddMilliseconds(random.Next(5) switch { 0 => random.NextInt64(1_000_000_000), 1 => -random.NextInt64(1_000_000_000), _ => random.Next(300) }));
            Document person = people[random.Next(people.Length)];
            if (random.Next(3) == 0) person.Merge(people[random.Next(people.Length)]);
            using Transaction edit = person.Begin(random.Next(3) == 0 ? $"author {random.Next(40)}" : null);
            if (person.BlockCount == 0) edit.CreateBlock("text", BlockId.Root);
            Block block = person.EnumerateBlocks().First();
            string text = block.Text;
            if (text.LastIndexOf('b') is >= 0 and int at && random.Next(3) == 0) edit.DeleteText(block.Id, at, 1);
            else edit.InsertText(block.Id, random.Next(2) == 0 ? text.Length : 0, "a𝄞b");
            edit.Commit();
        }
        foreach (Document other in people) people[0].Merge(other);
        byte[] saved = people[0].Save();
        Document loaded = Document.Load(saved, new ReplicaId(3));
        Assert.Equal(ChangesOf(people[0]), ChangesOf(loaded));
        Assert.False(SnapshotParts.Read(saved).History.ContainsKey(Kept));
        Assert.Equal(saved, loaded.Save());
    }

    private delegate void Writing(ref MessagePackWriter writer);

    private static byte[] Change(long replica, int first, long time, Writing ops)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.Write(1);
        writer.WriteArrayHeader(4);
        writer.Write(replica);
        writer.Write(first);
        writer.Write(time);
        ops(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteArray(ref MessagePackWriter writer, params object[] op)
    {
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(op.Length);
        foreach (object value in op)
        {
            if (value is string text) writer.Write(text);
            else writer.Write((int)value);
        }
    }

    /// <summary>What is rare is not packed, but kept as its bytes: the change that imports a block under an id of its own, or begins the text of a property.</summary>
    private static bool IsKeptAsItIs(OracleChange change) => change.Ops.Any(op => op is TextOp or CreateOp { Uuid: not null });

    private static Document Played(int seed)
    {
        var document = new Document(new ReplicaId(98));
        foreach (byte[] update in History.Record(seed, seed % 2 == 0 ? Verbs.EditingAndUndo : Verbs.Editing)) document.Apply(update);
        return document;
    }

    /// <summary>Each change as an update of its own, in an order that is the same everywhere.</summary>
    private static List<string> ChangesOf(Document document)
    {
        var changes = new List<string>();
        var reader = new MessagePackReader(document.ExportSince(VersionVector.Empty));
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            ReadOnlySequence<byte> change = reader.ReadRaw();
            if (change.Length > 1) changes.Add(Convert.ToHexString(change.ToArray()));
        }
        changes.Sort(StringComparer.Ordinal);
        return changes;
    }

    private static void ForEach(int seeds, Action<int> check) =>
        Parallel.For(1, seeds + 1, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            try
            {
                check(seed);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        });
}
