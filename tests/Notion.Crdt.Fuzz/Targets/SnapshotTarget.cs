using System.Globalization;
using System.Text;

namespace Notion.Crdt.Fuzz;

/// <summary>Document.Load, and what is unpacked later.</summary>
internal sealed class SnapshotTarget : FuzzTarget
{
    public override string Name => "snapshot";

    /// <summary>Columns are packed: within the limit of the options, a byte of input may stand for a thousand; and positions share their beginnings.</summary>
    public override long BytesPerByte => 16_384;

    /// <summary>Learned text takes a table of up to 4 MiB, which is there while it is unpacked.</summary>
    public override long FixedBytes => 6 << 20;

    public override byte[] Seed(Random random)
    {
        List<Document> people = Author.People(random);
        VersionVector cut = people[0].Version;
        foreach (Document other in people) people[0].Apply(other.ExportSince(people[0].Version));
        if (random.Next(8) == 0) Author.Rewrite(people[0], random);
        switch (random.Next(5))
        {
            case 0: return people[0].SaveShallow(cut);
            case 1: return people[0].SaveShallow(people[0].Version);
            case 2:
                Document next = people[0].StartGeneration(new ReplicaId(2), new GenerationOptions { EmptyTrash = random.Next(2) == 0 });
                for (int i = random.Next(4); i > 0; i--) Author.Edit(next, random);
                return next.Save();
            default: return people[0].Save();
        }
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) =>
        random.Next(6) == 0 ? ByteMutator.Mutate(input, random, another) : SnapshotMutator.Mutate(input, random);

    public override Verdict Try(byte[] input)
    {
        Document? document = null, verified = null;
        Verdict opened = Decode(input.Length, () => document = Document.Load(input, new ReplicaId(7), Author.Options));
        Verdict verdict = Decode(input.Length, () => verified = Document.Load(input, new ReplicaId(7), Author.Verifying));
        if (document is null)
        {
            Require(verified is null, "what does not open passes when it is verified");
            return opened;
        }
        string shown = Read(document);
        if (verified is null)
        {
            // What contradicts itself is refused by the first call that needs it, each time, and the document stays as it was.
            Require(Refusal(() => document.Save()) is not null && Refusal(() => document.Save()) is not null, "what is refused when it is verified is unpacked");
            Require(Read(document) == shown, "a call that failed changed what is shown");
            return verdict;
        }
        Require(Read(verified) == shown, "what is shown changes when it is unpacked");
        ReadMarks(document);
        Require(Read(document) == shown, "what is shown changes when it is unpacked");
        if (Refusal(() => document.Save()) is { } unsaved) return verdict with { Refusal = $"{unsaved} by Save" };       // the history is damaged, and opened late
        byte[] saved = document.Save();
        Document again = Document.Load(saved, new ReplicaId(7), Author.Options);
        Require(again.Save().AsSpan().SequenceEqual(saved), "what was accepted is not saved canonically");
        if (Refusal(() => ReadPast(document)) is { } unread) return verdict with { Refusal = $"{unread} by the past" };
        if (Refusal(() => saved = document.Save()) is { } unpackable) return verdict with { Refusal = $"{unpackable} by the next Save" };
        Require(Document.Load(saved, new ReplicaId(7), Author.Options).ExportSince(document.TrimmedVersion).AsSpan().SequenceEqual(document.ExportSince(document.TrimmedVersion)), "a history is saved as another one");
        return verdict;
    }

    private static void ReadPast(Document document)
    {
        document.ExportSince(document.TrimmedVersion);
        Document then = document.At(document.TrimmedVersion);
        Read(then);
        ReadMarks(then);
    }

    private static string? Refusal(Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (CrdtException error)
        {
            return error.Code.ToString();
        }
    }

    /// <summary>What can be read while the document is packed.</summary>
    private static string Read(Document document)
    {
        var shown = new StringBuilder();
        foreach (Block block in document.EnumerateBlocks().Concat(document.EnumerateTrash()))
        {
            shown.Append(CultureInfo.InvariantCulture, $"{block.Id} {block.Type} {block.Parent?.Id} {block.Index} {block.Position} {block.ChildCount} {block.CreatedBy} {block.Text} ");
            foreach ((string key, PropertyValue value) in block.Properties) shown.Append(CultureInfo.InvariantCulture, $"{key}={value} ");
            Require(block.Text.Length == block.TextLength && block.IsLive != block.IsDeleted && (block.IsDeleted || block.Index >= 0), "a block that is shown contradicts itself");
        }
        return shown.Append(document.Version).ToString();
    }

    private static void ReadMarks(Document document)
    {
        foreach (Block block in document.EnumerateBlocks()) Require(block.RichText.Length == block.TextLength, "a block's text with marks is another one");
    }
}
