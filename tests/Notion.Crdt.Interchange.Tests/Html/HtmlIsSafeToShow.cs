using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Html;

/// <summary>Whatever a document holds, its HTML runs nothing and leads nowhere but to the web, mail and telephones.</summary>
public class HtmlIsSafeToShow
{
    private static readonly string[] Hostile =
    [
        "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</title><script>alert(1)</script>", "</pre></code><img src=x onerror=alert(1)>", "<iframe src=javascript:alert(1)>",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\u0001javascript:alert(1)", "java\u0000script:alert(1)",
        "&#106;avascript:alert(1)", "javascript&colon;alert(1)", "&Tab;javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "blob:x", "\\\\host\\x",
        "x' onmouseover='alert(1)", "x\" onmouseover=\"alert(1)", "onclick", "onclick=alert(1) x", "--><script>alert(1)</script>", "<!--", "]]><script>", "\u0000", "<\u0000script>", "&lt;script&gt;",
        "\uFEFF<script>", "\u2028</script>", "<svg onload=alert(1)>", "<math><mtext><table><mglyph><style><img src onerror=alert(1)>", "`onerror=alert(1)", "https://example.org/'onclick='x", "\u00A0javascript:x",
        "https://ok.example/", "mailto:a@example.org", "tel:+1", "/relative?q=a:b", "#part", "<base href=javascript:>", "</article></body><script>", "{\"type\":\"text\"}", "\u0085javascript:x",
    ];

    [Fact]
    public void NothingRunsAndNoLinkHasAnotherScheme()
    {
        foreach (int seed in Pages.Seeds(100))
        {
            Document document = Pages.Of(Page(new Random(seed)));
            using (Transaction edit = document.Begin())
            {
                var random = new Random(seed);
                edit.InsertText(BlockId.Root, BlockTexts.Title, 0, Pick(random));
                foreach (Block block in document.EnumerateBlocks().ToArray())
                {
                    edit.InsertText(block.Id, BlockTexts.Caption, 0, RichText.From(Pick(random), Marks(random)));
                    edit.InsertText(block.Id, BlockTexts.Cell(random.Next(3)), 0, RichText.From(Pick(random), Marks(random)));
                }
                edit.Commit();
            }
            string html = InterchangeFormat.Html.ExportText(document.Root);
            string? wrong = SafeHtml.Wrong(html);
            Assert.True(wrong is null, $"seed {seed}: {wrong}\n{html}");
            Assert.Equal(document.EnumerateBlocks().Count(), InterchangeFormat.Html.Import(Pages.Empty(2), html).BlockCount);
        }
    }

    private static BlockContent Page(Random random)
    {
        var page = new BlockContent(BlockTypes.Page);
        List<BlockContent> all = [page];
        string[] types = [.. typeof(BlockTypes).GetFields().Select(field => (string)field.GetValue(null)!).Where(type => type != BlockTypes.Page)];
        for (int count = random.Next(1, 15); count > 0; count--)
        {
            string type = random.Next(4) == 0 ? Pick(random) : types[random.Next(types.Length)];
            var block = new BlockContent(type, RichText.From(Enumerable.Range(0, random.Next(3)).Select(_ => new TextRun(Pick(random), Marks(random)))));
            foreach (string key in (string[])["url", "language", "icon", "name", "link_title", "cover", Pick(random)])
                if (random.Next(2) == 0) block.Properties[key] = Pick(random);
            if (random.Next(3) == 0) block.Sets[Pick(random)] = [Pick(random)];
            if (random.Next(3) == 0) block.Counters[Pick(random)] = 1;
            all[random.Next(all.Count)].Children.Add(block);
            all.Add(block);
        }
        return page;
    }

    private static TextMarks Marks(Random random) => random.Next(5) switch
    {
        0 => TextMarks.None,
        1 => TextMarks.None.With(MarkTypes.Comment, Pick(random), Pick(random)),
        2 => TextMarks.None.With(MarkTypes.Bold, true).With(MarkTypes.Color, Pick(random)),
        3 => TextMarks.None.With("own " + Pick(random), Pick(random)),
        _ => TextMarks.None.With(MarkTypes.Link, Pick(random)),
    };

    private static string Pick(Random random) => Hostile[random.Next(Hostile.Length)];
}
