using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Markdown;

/// <summary>A document goes through Markdown and shows the same, but for what docs/interchange.md names.</summary>
public class MarkdownComesBack
{
    [Fact]
    public void EveryPageComesBackAndIsWrittenTheSameAgain()
    {
        foreach (int seed in Pages.Seeds(50))
        {
            Document before = Pages.Of(RandomContent.Page(seed)), after = Pages.Empty(2);
            string markdown = InterchangeFormat.Markdown.ExportText(before.Root);
            InterchangeFormat.Markdown.Import(after, markdown, new ImportOptions { SetPageProperties = true }, TestContext.Current.CancellationToken);
            string[] expected = Pages.Draw(BlockContent.From(before.Root)).Split('\n'), actual = Pages.Draw(BlockContent.From(after.Root)).Split('\n');
            int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length)).FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);
            Assert.True(line < 0, $"seed {seed}\n{expected.ElementAtOrDefault(line)}\n{actual.ElementAtOrDefault(line)}\n{markdown}");
            Assert.True(markdown == InterchangeFormat.Markdown.ExportText(after.Root), $"seed {seed}: not stable");
        }
    }

    /// <summary>The same with what makes the writer choose Markdown's own forms: no marks on code, addresses, tables with equal rows.</summary>
    [Fact]
    public void PagesInMarkdownsOwnFormsComeBack()
    {
        string[] words = ["a", "`", "```", "\n", "|", "  b", "<", "*", "$$", "\\", "]", "&lt;", "c d", "- e", "1.", "#"];
        foreach (int seed in Pages.Seeds(60))
        {
            var random = new Random(seed);
            BlockContent page = RandomContent.Page(seed);
            foreach (BlockContent block in All(page).ToList())
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => words[random.Next(words.Length)]));
                if (block.Type is BlockTypes.Code or BlockTypes.Equation) block.Text = text;
                if (block.Type is BlockTypes.Code) block.Properties["language"] = "c++";
                if (block.Type is BlockTypes.Image or BlockTypes.Video or BlockTypes.Bookmark)
                {
                    block.Text = RichText.Empty;
                    block.Texts.Remove(BlockTexts.Caption);
                    if (text.Length > 0) block.Texts[BlockTexts.Caption] = text;
                    block.Properties["url"] = "https://example.org/(a)?b=<c>&d=\\|_*";
                }
                if (block.Type != BlockTypes.Table) continue;
                block.Text = RichText.Empty;
                block.Children.Clear();
                block.Properties["table_width"] = 2;
                block.Properties["has_column_header"] = true;
                for (int rows = random.Next(1, 4); rows > 0; rows--)
                {
                    var row = new BlockContent(BlockTypes.TableRow);
                    row.Texts[BlockTexts.Cell(0)] = words[random.Next(words.Length)] + "x";
                    row.Texts[BlockTexts.Cell(1)] = words[random.Next(words.Length)];
                    block.Children.Add(row);
                }
            }
            string markdown = InterchangeFormat.Markdown.ExportText(Pages.Of(page).Root);
            BlockContent read = InterchangeFormat.Markdown.Read(markdown);
            string[] expected = Pages.Draw(BlockContent.From(Pages.Of(page).Root)).Split('\n'), actual = Pages.Draw(read).Split('\n');
            int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length)).FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);
            Assert.True(line < 0, $"seed {seed}\n{expected.ElementAtOrDefault(line)}\n{actual.ElementAtOrDefault(line)}\n{markdown}");
        }
    }

    [Fact]
    public void TextsOfPropertiesLookAsPeopleWriteThem()
    {
        const string Markdown =
            """
            <!-- notion-title -->

            # A page

            ![under *it*](<https://example.org/a.png>)

            <!-- notion: {"type":"video"} -->

            [a **film**](<https://example.org/a.mp4>)

            | a | **b** |
            | --- | --- |
            | 1 |  |

            <!-- notion: {"type":"table"} -->

            | no header |
            | --- |
            |  |

            <!-- notion: {"type":"child_page"} -->

            Another page

            """;
        string text = Markdown.ReplaceLineEndings("\n");
        Document document = Pages.Empty();
        InterchangeFormat.Markdown.Import(document, text, new ImportOptions { SetPageProperties = true });
        Assert.True(text == InterchangeFormat.Markdown.ExportText(document.Root), InterchangeFormat.Markdown.ExportText(document.Root));
        Assert.Equal("A page", document.Root.AsPage().Title.Text);
        Block[] blocks = [.. document.Root.Children];
        Assert.Equal("under [it](italic=true)", blocks[0].AsMedia().Caption.ToString());
        Assert.Equal("a [film](bold=true)", blocks[1].AsMedia().Caption.ToString());
        Assert.Equal("[b](bold=true)", blocks[2].Children[0].AsTableRow().Cell(1).ToString());
        Assert.False(blocks[3].AsTable().HasColumnHeader);
        Assert.Equal("Another page", blocks[4].GetText(BlockTexts.Title));
        Assert.Empty(BlockSchema.Default.Validate(document));
    }

    [Fact]
    public void BlocksLookAsPeopleWriteThem()
    {
        const string Markdown =
            """
            # Title

            Some **bold**, *italic*, ~~struck~~, `code` and <u>under</u>, [a link](<https://example.org/>).

            - one
              - two
            - three

            1. first
            2. second

            - [x] done
            - [ ] open

            > said

            ---

            ```csharp
            var x = "```";
            ```

            $$
            e = mc^2
            $$

            ![alt](<https://example.org/a.png>)

            | a | **b** |
            | --- | --- |
            | 1 |  |

            <details>
            <summary>more</summary>

            inside

            </details>

            """;
        string text = Markdown.ReplaceLineEndings("\n").Replace("```\"", "``\"", StringComparison.Ordinal);
        Document document = Pages.Empty();
        InterchangeFormat.Markdown.Import(document, text);
        Assert.True(text == InterchangeFormat.Markdown.ExportText(document.Root), InterchangeFormat.Markdown.ExportText(document.Root));
        Assert.Equal(
            ["heading_1", "text", "bulleted_list", "bulleted_list", "numbered_list", "numbered_list", "to_do", "to_do", "quote", "divider", "code", "equation", "image", "table", "toggle"],
            document.Root.Children.Select(block => block.Type));
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <b onclick=\"x\">bold</b> <u>open")]
    [InlineData("<!-- notion: {broken -->\n\ntext")]
    [InlineData("<!-- /children -->\n\n</details>")]
    [InlineData("***a** b*  \nhard\\\nbreak\nsoft &copy; &#0;")]
    [InlineData("Setext\n===\n\n    indented\n\n+ a\n\n  b\n\n7) c")]
    [InlineData("> [!WARNING]\n> mind\n>\n> more")]
    [InlineData("[a]: https://example.org\n\n[a] and <https://example.org>")]
    public void TrickySamplesAreStableOnTheSecondTrip(string markdown) => AssertStable(markdown, markdown);

    /// <summary>[x] in an item of a list is a box that is ticked, also where an address follows.</summary>
    [Theory]
    [InlineData("x")]
    [InlineData("X")]
    [InlineData(" ")]
    public void ALinkedLetterIsNoTick(string letter)
    {
        var page = new BlockContent(BlockTypes.Page) { Children = { new BlockContent(BlockTypes.BulletedList, RichText.From(letter, TextMarks.None.With(MarkTypes.Link, "https://example.org/"))) } };
        Assert.Equal(Pages.Draw(page), Pages.Draw(InterchangeFormat.Markdown.Read(InterchangeFormat.Markdown.ExportText(Pages.Of(page).Root))));
    }

    [Fact]
    public void AnUnsafeLinkIsText()
    {
        BlockContent page = InterchangeFormat.Markdown.Read("[x](javascript:alert(1)) <span data-marks=\"[{&quot;type&quot;:&quot;link&quot;,&quot;value&quot;:&quot;javascript:1&quot;}]\">y</span>");
        Assert.Equal("[x](javascript:alert(1)) y", Assert.Single(page.Children[0].Text).Text);
        Assert.True(page.Children[0].Text[0].Marks.IsEmpty);
    }

    [Fact]
    public void TheDocsImportWithoutLossOfWords()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Notion.sln"))) root = Path.GetDirectoryName(root);
        Assert.NotNull(root);
        foreach (string file in Directory.GetFiles(Path.Combine(root, "docs"), "*.md"))
        {
            string markdown = File.ReadAllText(file);
            BlockContent page = AssertStable(markdown, file);
            string all = string.Concat(All(page).Select(block => string.Concat(block.Texts.Values.Prepend(block.Text).SelectMany(text => text).Select(run => run.Text + run.Link)) + string.Concat(block.Properties.Values)));
            string letters = new([.. markdown.Where(char.IsAsciiLetter)]), read = new([.. all.Where(char.IsAsciiLetter)]);
            Assert.True(read.Length >= letters.Length * 98 / 100, $"{file}: {letters.Length} letters, {read.Length} read");
        }
    }

    [Fact]
    public void DeepPagesComeBack()
    {
        Document before = Pages.Of(Pages.Deep(400)), after = Pages.Empty(2);
        InterchangeFormat.Markdown.Import(after, InterchangeFormat.Markdown.ExportText(before.Root));
        Assert.Equal(Pages.Draw(BlockContent.From(before.Root)), Pages.Draw(BlockContent.From(after.Root)));
        Assert.Equal(InterchangeErrorCode.TooDeep, Assert.Throws<InterchangeException>(() => { InterchangeFormat.Markdown.Read(new string('>', 5_000) + " a"); }).Code);
        string deep = InterchangeFormat.Markdown.ExportText(before.Root);
        Assert.Equal(InterchangeErrorCode.TooDeep, Assert.Throws<InterchangeException>(() => { InterchangeFormat.Markdown.Read(deep, new InterchangeLimits { MaxDepth = 399 }); }).Code);
    }

    [Fact]
    public void MutatedInputsAreReadOrRefused()
    {
        const string Letters = "*_`<>[]()!-#|~\\& \n\t$\u00001.";
        for (int seed = 1; seed <= 80; seed++)
        {
            var random = new Random(seed);
            string input = InterchangeFormat.Markdown.ExportText(Pages.Of(RandomContent.Page(seed % 40)).Root);
            for (int edits = random.Next(1, 6); edits > 0 && input.Length > 0; edits--)
            {
                int at = random.Next(input.Length);
                input = random.Next(2) == 0 ? input.Remove(at, Math.Min(random.Next(1, 20), input.Length - at)) : input.Insert(at, Letters[random.Next(Letters.Length)].ToString());
            }
            try
            {
                InterchangeFormat.Markdown.Import(Pages.Empty(), input);
            }
            catch (InterchangeException error)
            {
                Assert.True(Enum.IsDefined(error.Code));
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}\n{input}");
            }
        }
    }

    private static BlockContent AssertStable(string markdown, string name)
    {
        BlockContent first = InterchangeFormat.Markdown.Read(markdown);
        string once = InterchangeFormat.Markdown.ExportText(Pages.Of(first).Root);
        BlockContent second = InterchangeFormat.Markdown.Read(once);
        Assert.True(Pages.Draw(first) == Pages.Draw(second), $"{name}\n{Pages.Draw(first)}\n{Pages.Draw(second)}\n{once}");
        Assert.Equal(once, InterchangeFormat.Markdown.ExportText(Pages.Of(second).Root));
        return first;
    }

    private static IEnumerable<BlockContent> All(BlockContent block) => block.Children.SelectMany(All).Prepend(block);
}
