using System.Text;
using Notion.Crdt.Interchange;
using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Fuzz;

/// <summary>InterchangeFormat.Read, Import and Export: what is refused leaves the document as it was, and what is taken is written the same again once it has been written.</summary>
internal sealed class ImportTarget(InterchangeFormat format) : FuzzTarget
{
    /// <summary>Far below what people import, so that an input which makes much of little is refused for it and does not stop the run.</summary>
    private static readonly InterchangeLimits Limits = new() { MaxBytes = 1 << 20, MaxBlocks = 20_000, MaxDepth = 500 };

    private static readonly ImportOptions Options = new() { SetPageProperties = true, Limits = Limits };

    private readonly TextMutator _mutator = new(format.Name);

    public override string Name => format.Name;

    public override int Cost => 10;

    /// <summary>The parsers' own tables: Markdig's patterns, AngleSharp's names.</summary>
    public override long FixedBytes => 4 << 20;

    public override long BytesPerByte => 4_096;

    public override byte[] Seed(Random random)
    {
        if (random.Next(3) == 0) return Encoding.UTF8.GetBytes(_mutator.Sample(random));
        return Encoding.UTF8.GetBytes(format.ExportText(DocumentOf(RandomContent.Page(random.Next())).Root));
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) =>
        random.Next(4) == 0 ? ByteMutator.Mutate(input, random, another) : _mutator.Mutate(input, random, another);

    public override Verdict Try(byte[] input)
    {
        Verdict verdict = Decode(input.Length, () => format.Read(input, Limits));
        Document document = DocumentOf(new BlockContent(BlockTypes.Page) { Children = { new BlockContent(BlockTypes.Text, "before") } });
        byte[] before = document.Save();
        string? refusal = null;
        try
        {
            format.Import(document, input, Options);
        }
        catch (InterchangeException error)
        {
            refusal = error.Code.ToString();
        }
        Require(refusal == verdict.Refusal, $"read: {verdict.Refusal ?? "accepted"}, imported: {refusal ?? "accepted"}");
        if (refusal is not null)
        {
            Require(document.Save().AsSpan().SequenceEqual(before), "a refused import changed the document");
            return verdict;
        }
        string once = format.ExportText(document.Root);
        var other = new Document(new ReplicaId(2), Author.Options);
        format.Import(other, once, Options with { Limits = InterchangeLimits.Default });
        string twice = format.ExportText(other.Root);
        int at = once.AsSpan().CommonPrefixLength(twice);
        Require(once == twice, $"what was written is not written the same again:\n{once[Math.Max(0, at - 100)..Math.Min(once.Length, at + 100)]}\n{twice[Math.Max(0, at - 100)..Math.Min(twice.Length, at + 100)]}");
        return verdict;
    }

    private static Document DocumentOf(BlockContent page)
    {
        var document = new Document(new ReplicaId(1), Author.Options);
        using Transaction edit = document.Begin();
        foreach ((string key, PropertyValue value) in page.Properties) edit.SetProperty(BlockId.Root, key, value);
        foreach ((string key, RichText text) in page.Texts) edit.InsertText(BlockId.Root, key, 0, text);
        BlockContent.Insert(edit, page.Children, BlockId.Root);
        edit.Commit();
        return document;
    }
}
