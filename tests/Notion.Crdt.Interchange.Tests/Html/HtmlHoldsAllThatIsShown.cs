using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Html;

/// <summary>What is written as HTML comes back.</summary>
public class HtmlHoldsAllThatIsShown
{
    [Fact]
    public void EveryPageComesBackAsItWasAndIsWrittenTheSameAgain()
    {
        foreach (int seed in Pages.Seeds(100))
        {
            Document before = Pages.Of(RandomContent.Page(seed)), after = Pages.Empty(2);
            string html = InterchangeFormat.Html.ExportText(before.Root);
            InterchangeFormat.Html.Import(after, html, new ImportOptions { SetPageProperties = true });
            string shown = Pages.Draw(BlockContent.From(before.Root)), back = Pages.Draw(BlockContent.From(after.Root));
            Assert.True(shown == back, $"seed {seed}\n{shown}\n{back}\n{html}");
            Assert.True(html == InterchangeFormat.Html.ExportText(after.Root), $"seed {seed}: not stable");
        }
    }

    [Fact]
    public void ElementsAreThoseOfTheirKind()
    {
        var page = new BlockContent(BlockTypes.Page);
        page.Children.Add(new BlockContent(BlockTypes.Heading2, "Title"));
        page.Children.Add(new BlockContent(BlockTypes.ToDo, "done") { Properties = { ["checked"] = true } });
        page.Children.Add(new BlockContent(BlockTypes.BulletedList, "same list") { Children = { new BlockContent(BlockTypes.NumberedList, "inner") { Properties = { ["list_start_index"] = 3 } } } });
        page.Children.Add(new BlockContent(BlockTypes.Code, "a\n<b>") { Properties = { ["language"] = "c++" } });
        page.Children.Add(new BlockContent(BlockTypes.Table) { Children = { new BlockContent(BlockTypes.TableRow) { Texts = { [BlockTexts.Cell(1)] = "cell" } } } });
        page.Children.Add(new BlockContent(BlockTypes.Image) { Properties = { ["url"] = "https://example.org/a.png" }, Texts = { [BlockTexts.Caption] = "under" } });
        page.Children.Add(new BlockContent(BlockTypes.Divider));
        string html = System.Text.RegularExpressions.Regex.Replace(InterchangeFormat.Html.ExportText(Pages.Of(page).Root), " data-notion-[a-z]+='[^']*'", string.Empty);
        Assert.Equal(
            """
            <!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><article><h2>Title</h2>
            <ul><li><input type="checkbox" disabled checked>done</li><li>same list<ol start='3'><li>inner</li></ol></li></ul>
            <pre><code class='language-c++'>a|&lt;b&gt;</code></pre><table><tbody><tr><td></td><td>cell</td></tr></tbody></table>
            <figure><img alt="" src='https://example.org/a.png'><figcaption>under</figcaption></figure><hr></article></body></html>
            """.ReplaceLineEndings(string.Empty),
            html.Replace("a\n&lt;", "a|&lt;", StringComparison.Ordinal).Replace("\n", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public void TitlesCellsAndCaptionsAreShownAndComeBack()
    {
        var row = new BlockContent(BlockTypes.TableRow) { Texts = { [BlockTexts.Cell(0)] = "one", [BlockTexts.Cell(2)] = "three" } };
        var page = new BlockContent(BlockTypes.Page) { Texts = { [BlockTexts.Title] = "A & B" } };
        page.Children.Add(new BlockContent(BlockTypes.Table) { Properties = { ["table_width"] = 4 }, Children = { row } });
        page.Children.Add(new BlockContent(BlockTypes.Code, "x") { Texts = { [BlockTexts.Caption] = "under it" } });
        page.Children.Add(new BlockContent(BlockTypes.ChildPage) { Properties = { ["link_title"] = "of before" }, Texts = { [BlockTexts.Title] = "of now" } });
        string html = InterchangeFormat.Html.ExportText(Pages.Of(page).Root);
        Assert.Contains("<title>A &amp; B</title>", html, StringComparison.Ordinal);
        Assert.Contains("<h1 data-notion-text='title'>A &amp; B</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<td data-notion-text='cell_0'>one</td><td data-notion-text='cell_1'></td><td data-notion-text='cell_2'>three</td><td data-notion-text='cell_3'></td>", html, StringComparison.Ordinal);
        Assert.Contains("<code>x</code><span data-notion-text='caption'>under it</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span data-notion-text='title'>of now</span></div>", html, StringComparison.Ordinal);
        Assert.Equal(Pages.Draw(page), Pages.Draw(InterchangeFormat.Html.Read(html)));
    }

    [Fact]
    public void AThousandLevelsGoThrough()
    {
        Document before = Pages.Of(Pages.Deep(1_000));
        BlockContent after = InterchangeFormat.Html.Read(InterchangeFormat.Html.ExportText(before.Root));
        Assert.Equal(Pages.Draw(BlockContent.From(before.Root)), Pages.Draw(after));
    }
}
