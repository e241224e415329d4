using System.Globalization;
using System.Text;
using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Html;

/// <summary>HTML from elsewhere is read as people see it, and bad input is read or refused.</summary>
public class PastedHtmlBecomesBlocks
{
    [Theory]
    [InlineData("plain", "text:plain")]
    [InlineData("<p> a\n  b </p><p>c<br>d<br></p>", "text:a b|text:c⏎d")]
    [InlineData("<div>a<div>b</div>c</div>", "text:a|text:b|text:c")]
    [InlineData("<h1>a</h1><h2>b</h2><h5>c</h5>", "heading_1:a|heading_2:b|heading_3:c")]
    [InlineData("<p>a <b>b</b> <i>c</i> <u>d</u> <del>e</del> <code>f</code></p>", "text:a b{bold} c{italic} d{underline} e{strikethrough} f{code}")]
    [InlineData("<a href='https://x.example/'>a</a><a href=' java&#10;script:x'>b</a>", "text:a{link}b")]
    [InlineData("<ul><li>a<ol><li><p>b</p><p>c</p></ol><li>d</ul>", "bulleted_list:a|>numbered_list:b|>>text:c|bulleted_list:d")]
    [InlineData("<ul><li><input type=checkbox checked> a<li><label><input type=checkbox> b</label></ul>", "to_do:a|to_do:b")]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote><hr>", "quote:a|>text:b|divider:")]
    [InlineData("<pre><code class='language-rust'>a\n  b</code></pre>", "code:a⏎  b")]
    [InlineData("<table><tr><th>a<th>b<tr><td><p>c</p><p>d</p><td></table>", "table:|>table_row:(a)(b)|>table_row:(c d)")]
    [InlineData("<table><caption>t</caption><thead><tr><th>a</thead><tr><td>b <ul><li>c<li><b>d</b></ul><pre> e</pre><img alt=f></table>", "table:(t)|>table_row:(a)|>table_row:(b c d{bold} e f)")]
    [InlineData("<figure><img src='a.png' alt='x'><figcaption>a <i>b</i></figcaption></figure><figcaption>c</figcaption>", "image:(a b{italic})|text:c")]
    [InlineData("<p>a<img src='https://x.example/i.png' alt=i>b</p><img src='data:x' alt='kept'>", "text:a|image:(i)|text:b|text:kept")]
    [InlineData("a<script>x</script><style>y</style><template>z</template><!-- c --><blink>b</blink>", "text:ab")]
    [InlineData("<b style='font-weight:normal'><p><span style='font-weight:700;font-style:italic'>a</span><span> b</span></p></b>", "text:a{bold,italic} b")]
    [InlineData("<details><summary>a</summary><p>b</p></details><aside>c</aside>", "toggle:a|>text:b|callout:c")]
    [InlineData("<dl><dt>a<dd>b</dl><p></p><textarea>c</textarea>", "text:a|text:b|text:c")]
    public void ItIsReadAsItIsSeen(string html, string expected)
    {
        BlockContent page = InterchangeFormat.Html.Read(html);
        var shown = new List<string>();
        Show(page, string.Empty);
        Assert.Equal(expected, string.Join('|', shown));
        Assert.NotEmpty(BlockContent.From(Pages.Of(page).Root).Children);

        void Show(BlockContent block, string indent)
        {
            foreach (BlockContent child in block.Children)
            {
                var text = new StringBuilder();
                Append(text, child.Text);
                foreach (RichText own in child.Texts.Values) Append(text.Append('('), own).Append(')');
                shown.Add($"{indent}{child.Type}:{text.Replace('\n', '⏎').Replace('\t', '⇥')}");
                Show(child, indent + ">");
            }
        }

        static StringBuilder Append(StringBuilder to, RichText text)
        {
            foreach (TextRun run in text) to.Append(run.Text).Append(run.Marks.IsEmpty ? string.Empty : $"{{{string.Join(',', run.Marks.Select(mark => mark.Type))}}}");
            return to;
        }
    }

    [Fact]
    public void APastedTableSaysItsWidthAndHeader()
    {
        BlockContent page = InterchangeFormat.Html.Read("<table><tr><th>a<tr><td>b<td>c</table><table><tr><th>a<td>b</table>");
        Document document = Pages.Of(page);
        Assert.Empty(BlockSchema.Default.Validate(document));
        Assert.Equal([(2, true), (2, false)], document.Root.Children.Select(block => (block.AsTable().Width, block.AsTable().HasColumnHeader)));
    }

    [Fact]
    public void LimitsHold()
    {
        string lists = string.Concat(Enumerable.Repeat("<ul><li>a", 60));
        Assert.Equal(InterchangeErrorCode.TooDeep, Refused(lists, new InterchangeLimits { MaxDepth = 59 }));
        Assert.Equal(InterchangeErrorCode.TooLarge, Refused(lists, new InterchangeLimits { MaxBlocks = 59 }));
        Assert.Equal(InterchangeErrorCode.TooLarge, Refused(lists, new InterchangeLimits { MaxBytes = lists.Length - 1 }));
        Assert.Equal(InterchangeErrorCode.TooLarge, Refused(string.Concat(Enumerable.Repeat("<i>", 200)), new InterchangeLimits { MaxBlocks = 10 }));
        Assert.Equal(InterchangeErrorCode.Malformed, Refused("<p data-notion-block='{'>", InterchangeLimits.Default));
        Assert.Equal(InterchangeErrorCode.Malformed, Refused("<p data-notion-block='{\"type\":\"a\"},{\"type\":\"b\"}'>", InterchangeLimits.Default));
        Assert.Equal(InterchangeErrorCode.Malformed, Refused("a<span data-notion-char=55296>", InterchangeLimits.Default));
        Assert.Throws<OperationCanceledException>(() => { InterchangeFormat.Html.Read(lists, cancellationToken: new CancellationToken(canceled: true)); });

        static InterchangeErrorCode Refused(string html, InterchangeLimits limits) => Assert.Throws<InterchangeException>(() => { InterchangeFormat.Html.Read(html, limits); }).Code;
    }

    [Fact]
    public void MutatedInputsAreReadOrRefused()
    {
        const string Letters = "<>/\"'=&;# abdpultri-!\u0000\n";
        string[] valid = [.. Enumerable.Range(0, 40).Select(seed => InterchangeFormat.Html.ExportText(Pages.Of(RandomContent.Page(seed)).Root))];
        int refused = 0;
        for (int seed = 1; seed <= 150; seed++)
        {
            var random = new Random(seed);
            List<byte> input = [.. Encoding.UTF8.GetBytes(valid[seed % valid.Length])];
            for (int edits = random.Next(1, 6); edits > 0 && input.Count > 0; edits--)
            {
                int at = random.Next(input.Count);
                switch (random.Next(4))
                {
                    case 0: input.RemoveRange(at, Math.Min(random.Next(1, 20), input.Count - at)); break;
                    case 1: input.Insert(at, (byte)Letters[random.Next(Letters.Length)]); break;
                    case 2: input[at] = (byte)random.Next(128); break;
                    default: input.InsertRange(at, input.GetRange(random.Next(input.Count / 2), random.Next(input.Count / 2))); break;
                }
            }
            try
            {
                Document document = Pages.Empty();
                InterchangeFormat.Html.Import(document, input.ToArray(), new ImportOptions { SetPageProperties = true });
                Assert.Equal(
                    Pages.Draw(BlockContent.From(document.Root)),
                    Pages.Draw(BlockContent.From(Pages.Of(InterchangeFormat.Html.Read(InterchangeFormat.Html.ExportText(document.Root))).Root)));
            }
            catch (InterchangeException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {error}\n{Encoding.UTF8.GetString([.. input])}"));
            }
        }
        Assert.InRange(refused, 5, 145);
    }
}
