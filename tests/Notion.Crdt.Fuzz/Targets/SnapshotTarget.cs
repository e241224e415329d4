namespace Notion.Crdt.Fuzz;

/// <summary>Document.Load, and what is unpacked later.</summary>
internal sealed class SnapshotTarget : FuzzTarget
{
    public override string Name => "snapshot";

    /// <summary>Columns are packed: within the limit of the options, a byte of input may stand for a thousand.</summary>
    public override long BytesPerByte => 4_096;

    public override byte[] Seed(Random random)
    {
        List<Document> people = Author.People(random);
        VersionVector cut = people[0].Version;
        foreach (Document other in people) people[0].Apply(other.ExportSince(people[0].Version));
        return random.Next(3) == 0 ? people[0].SaveShallow(random.Next(2) == 0 ? cut : people[0].Version) : people[0].Save();
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) =>
        random.Next(6) == 0 ? ByteMutator.Mutate(input, random, another) : SnapshotMutator.Mutate(input, random);

    public override Verdict Try(byte[] input)
    {
        Document? document = null;
        Verdict verdict = Decode(input.Length, () => document = Document.Load(input, new ReplicaId(7), Author.Options));
        if (document is null) return verdict;
        Read(document);
        byte[] saved = [];
        try
        {
            saved = document.Save();
        }
        catch (CrdtException error)
        {
            return verdict with { Refusal = $"{error.Code} by Save" };       // the history is damaged, and opened late
        }
        Document again = Document.Load(saved, new ReplicaId(7), Author.Options);
        Require(again.Save().AsSpan().SequenceEqual(saved), "what was accepted is not saved canonically");
        try
        {
            document.ExportSince(document.TrimmedVersion);
            Read(document.At(document.TrimmedVersion));
        }
        catch (CrdtException error)
        {
            return verdict with { Refusal = $"{error.Code} by ExportSince or At" };
        }
        return verdict;
    }

    private static void Read(Document document)
    {
        foreach (Block block in document.EnumerateBlocks())
        {
            Require(block.Text.Length == block.TextLength && block.RichText.Length == block.TextLength && block.IsLive && block.Index >= 0, "a block that is shown contradicts itself");
            _ = block.Properties.Count + block.ChildCount;
        }
        foreach (Block block in document.EnumerateTrash()) Require(block.IsDeleted, "a block in the trash is live");
    }
}
