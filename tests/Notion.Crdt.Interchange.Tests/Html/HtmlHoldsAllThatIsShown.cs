using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Html;

/// <summary>What is written as HTML comes back.</summary>
public class HtmlHoldsAllThatIsShown
{
    [Fact]
    public void EveryPageComesBackAsItWasAndIsWrittenTheSameAgain()
    {
        for (int seed = 1; seed <= 100; seed++)
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
        page.Children.Add(new BlockContent(BlockTypes.Table) { Children = { new BlockContent(BlockTypes.TableRow, "cell") } });
        page.Children.Add(new BlockContent(BlockTypes.Image) { Properties = { ["url"] = "https://example.org/a.png" } });
        page.Children.Add(new BlockContent(BlockTypes.Divider));
        string html = System.Text.RegularExpressions.Regex.Replace(InterchangeFormat.Html.ExportText(Pages.Of(page).Root), " data-notion-[a-z]+='[^']*'", string.Empty);
        Assert.Equal(
            """
            <!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><article><h2>Title</h2>
            <ul><li><input type="checkbox" disabled checked>done</li><li>same list<ol start='3'><li>inner</li></ol></li></ul>
            <pre><code class='language-c++'>a|&lt;b&gt;</code></pre><table><tbody><tr><td>cell</td></tr></tbody></table>
            <figure><img alt="" src='https://example.org/a.png'><figcaption></figcaption></figure><hr></article></body></html>
            """.ReplaceLineEndings(string.Empty),
            html.Replace("a\n&lt;", "a|&lt;", StringComparison.Ordinal).Replace("\n", string.Empty, StringComparison.Ordinal));
    }

    [Fact]
    public void CellsAndCaptionsAreShownAndTheirTextComesBack()
    {
        var page = new BlockContent(BlockTypes.Page) { Children = { new BlockContent(BlockTypes.Table) { Children = { new BlockContent(BlockTypes.TableRow) } }, new BlockContent(BlockTypes.Image) } };
        Document document = Pages.Of(page);
        using (Transaction edit = document.Begin())
        {
            edit.InsertText(document.Root.Children[0].Children[0].Id, BlockTexts.Cell(0), 0, "one");
            edit.InsertText(document.Root.Children[0].Children[0].Id, BlockTexts.Cell(2), 0, "three");
            edit.InsertText(document.Root.Children[1].Id, BlockTexts.Caption, 0, "under it");
            edit.InsertText(BlockId.Root, BlockTexts.Title, 0, "A & B");
            edit.Commit();
        }
        string html = InterchangeFormat.Html.ExportText(document.Root);
        Assert.Contains("<td>one</td><td></td><td>three</td>", html, StringComparison.Ordinal);
        Assert.Contains("<title>A &amp; B</title>", html, StringComparison.Ordinal);
        BlockContent back = InterchangeFormat.Html.Read(html);
        Assert.Equal("one\t\tthree", back.Children[0].Children[0].Text.Text);
        Assert.Equal("under it", back.Children[1].Text.Text);
    }

    [Fact]
    public void AThousandLevelsGoThrough()
    {
        Document before = Pages.Of(Pages.Deep(1_000));
        BlockContent after = InterchangeFormat.Html.Read(InterchangeFormat.Html.ExportText(before.Root));
        Assert.Equal(Pages.Draw(BlockContent.From(before.Root)), Pages.Draw(after));
    }
}
