using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Notion.Crdt.Interchange;
using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Fuzz;

/// <summary>
/// InterchangeFormat.Read, Import and Export. What is refused leaves the document as it was. What is taken is written the same again once it has been written, comes through JSON and HTML exactly, and its HTML and rendered Markdown are safe to show.
/// </summary>
internal sealed class ImportTarget(InterchangeFormat format) : FuzzTarget
{
    /// <summary>Far below what people import, so that an input which makes much of little is refused for it and does not stop the run.</summary>
    private static readonly InterchangeLimits Limits = new() { MaxBytes = 1 << 20, MaxBlocks = 20_000, MaxDepth = 500 };

    private static readonly ImportOptions Options = new() { SetPageProperties = true, Limits = Limits };

    private static readonly MarkdownPipeline Renderer = new MarkdownPipelineBuilder().UsePipeTables().UseTaskLists().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough).UseMathematics().Build();

    private readonly TextMutator _mutator = new(format.Name);

    public override string Name => format.Name;

    public override int Cost => 10;

    /// <summary>The parsers' own tables: Markdig's patterns, AngleSharp's names.</summary>
    public override long FixedBytes => 4 << 20;

    public override long BytesPerByte => 4_096;

    public override byte[] Seed(Random random)
    {
        if (random.Next(2) == 0 && IForger.Of(format.Name, random).Forge() is { Length: < 20_000 } forged) return Encoding.UTF8.GetBytes(forged);
        if (random.Next(3) == 0) return Encoding.UTF8.GetBytes(_mutator.Sample(random));
        return Encoding.UTF8.GetBytes(format.ExportText(DocumentOf(RandomContent.Page(random.Next())).Root));
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => random.Next(8) switch
    {
        0 or 1 => Encoding.UTF8.GetBytes(IForger.Of(format.Name, random).Forge()),
        2 or 3 when format == InterchangeFormat.Json => Encoding.UTF8.GetBytes(IForger.Of(format.Name, random).Forge()),  // of which hardly a change leaves JSON
        2 => ByteMutator.Mutate(input, random, another),
        _ => _mutator.Mutate(input, random, another),
    };

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
        string once = format.ExportText(document.Root), twice = format.ExportText(Again(format, once).Root);
        RequireSame(once, twice, "what was written is not written the same again");
        string json = InterchangeFormat.Json.ExportText(document.Root), html = InterchangeFormat.Html.ExportText(document.Root), markdown = InterchangeFormat.Markdown.ExportText(document.Root);
        RequireSame(json, InterchangeFormat.Json.ExportText(Again(InterchangeFormat.Json, json).Root), "JSON does not hold all that is shown");
        RequireSame(json, InterchangeFormat.Json.ExportText(Again(InterchangeFormat.Html, html).Root), "HTML does not hold all that is shown");
        Require(SafeHtml.Wrong(html) is null, $"HTML that is not safe: {SafeHtml.Wrong(html)}");
        string rendered = Markdig.Markdown.ToHtml(markdown, Renderer);
        Require(SafeHtml.WrongAsRendered(rendered) is null, $"Markdown that is not safe: {SafeHtml.WrongAsRendered(rendered)}");
        return verdict;
    }

    private static Document Again(InterchangeFormat format, string written)
    {
        var other = new Document(new ReplicaId(2), Author.Options);
        format.Import(other, written, Options with { Limits = InterchangeLimits.Default });
        return other;
    }

    private static void RequireSame(string once, string twice, string what)
    {
        int at = once.AsSpan().CommonPrefixLength(twice);
        Require(once == twice, $"{what}:\n{once[Math.Max(0, at - 100)..Math.Min(once.Length, at + 100)]}\n{twice[Math.Max(0, at - 100)..Math.Min(twice.Length, at + 100)]}");
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
