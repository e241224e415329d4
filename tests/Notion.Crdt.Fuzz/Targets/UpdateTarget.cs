namespace Notion.Crdt.Fuzz;

/// <summary>
/// Document.Apply and Inspect. An input is an array of two: what the document holds before, as an update or a snapshot, and the update that attacks it. So a finding stands on
/// its own, whatever made the document.
/// </summary>
internal sealed class UpdateTarget : FuzzTarget
{
    public override string Name => "update";

    public override byte[] Seed(Random random)
    {
        List<Document> people = Author.People(random);
        Document victim = people[0], attacker = people[^1];
        if (random.Next(4) == 0) return InTheNextGeneration(victim, random);
        if (people.Count == 1 || random.Next(4) == 0) victim = new Document(new ReplicaId(1), Author.Options);
        return MessagePackTree.Write(new List<object?> { victim.ExportSince(VersionVector.Empty), attacker.ExportSince(victim.Version) });
    }

    private static byte[] InTheNextGeneration(Document page, Random random)
    {
        byte[] start = page.StartGeneration(new ReplicaId(2)).Save();
        Document victim = Document.Load(start, new ReplicaId(3), Author.Options), attacker = Document.Load(start, new ReplicaId(4), Author.Options);
        for (int i = 0; i < 3; i++) Author.Edit(victim, random);
        if (random.Next(2) == 0) attacker.Merge(victim);
        for (int i = 0; i < 3; i++) Author.Edit(attacker, random);
        return MessagePackTree.Write(new List<object?> { victim.Save(), attacker.ExportSince(victim.TrimmedVersion) });
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another)
    {
        (byte[] held, byte[] update) = Parts(input);
        byte[] changed = random.Next(4) == 0 || MessagePackTree.TryRead(update) is not List<object?>
            ? ByteMutator.Mutate(update, random, () => Parts(another()).Update)
            : new TokenMutator(random).Mutate(update);
        return MessagePackTree.Write(new List<object?> { held, changed });
    }

    public override Verdict Try(byte[] input)
    {
        (byte[] held, byte[] update) = Parts(input);
        Document document = Hold(held, new ReplicaId(7));
        byte[] saved = document.Save();
        int waiting = document.PendingCount;
        string? inspected = Decode(update.Length, () => document.Inspect(update)).Refusal;
        Require(document.Save().AsSpan().SequenceEqual(saved), "Inspect changed the document");
        Verdict verdict = Decode(update.Length, () => document.Apply(update));
        if (verdict.Refusal is not null)
        {
            Require(document.Save().AsSpan().SequenceEqual(saved), "a refused update changed the document");
            Require(document.PendingCount == waiting, "a refused update left changes waiting");
            return verdict;
        }
        Require(inspected is null, "what Inspect refuses went in");
        RequireSound(document, IsSnapshot(held) ? Hold(held, new ReplicaId(8)) : new Document(new ReplicaId(8), Author.Options));
        return verdict;
    }

    private static Document Hold(byte[] held, ReplicaId replica)
    {
        if (IsSnapshot(held)) return Document.Load(held, replica, Author.Options);
        var document = new Document(replica, Author.Options);
        document.Apply(held);
        return document;
    }

    /// <summary>Whether it begins with the magic, where an update has its version.</summary>
    private static bool IsSnapshot(byte[] held) => held.Length > 1 && held[1] == 0xab;

    /// <summary>What went in is as good as anything else: it is kept, passed on, shown and edited.</summary>
    private static void RequireSound(Document document, Document other)
    {
        byte[] saved = document.Save();
        Document loaded = Document.Load(saved, new ReplicaId(7), Author.Options);
        Require(loaded.Save().AsSpan().SequenceEqual(saved), "what was accepted is not saved canonically");
        other.Apply(loaded.ExportSince(other.Version));
        Require(other.Save().AsSpan().SequenceEqual(saved), "what was accepted does not arrive elsewhere as it is");
        using Transaction edit = document.Begin();
        Block[] blocks = [.. document.EnumerateBlocks()];
        foreach (Block block in blocks) Require(block.RichText.Length == block.TextLength, "marked text is of another length");
        foreach (Block block in blocks.Take(3)) edit.InsertText(block.Id, 0, "x");
        if (blocks.Length > 0) edit.Split(blocks[0].Id, 1);
        if (blocks.Length > 1) edit.Join(blocks[1].Id);
        if (blocks.Length > 2) edit.Delete(blocks[2].Id);
        edit.Commit();
        other.Apply(document.ExportSince(other.Version));
        Require(other.Save().AsSpan().SequenceEqual(document.Save()), "an edit of what was accepted does not arrive elsewhere");
    }

    private static (byte[] Held, byte[] Update) Parts(byte[] input) =>
        MessagePackTree.TryRead(input) is List<object?> { Count: 2 } parts && parts[0] is byte[] held && parts[1] is byte[] update
            ? (held, update)
            : throw new InvalidDataException("An input of this target is an array of what the document holds and the update.");
}
