using System.Text.Json;
using Notion.Crdt.Interchange.Tests.Support;

namespace Notion.Crdt.Interchange.Tests.Json;

/// <summary>A document goes through JSON as it is.</summary>
public class JsonHoldsAllThatIsShown
{
    [Fact]
    public void EveryPageComesBackAsItWasAndIsWrittenTheSameAgain()
    {
        foreach (int seed in Pages.Seeds(200))
        {
            Document before = Pages.Of(RandomContent.Page(seed)), after = Pages.Empty(2);
            string json = InterchangeFormat.Json.ExportText(before.Root);
            using JsonDocument valid = JsonDocument.Parse(json);
            InterchangeFormat.Json.Import(after, json, new ImportOptions { SetPageProperties = true }, TestContext.Current.CancellationToken);
            string shown = Pages.Draw(BlockContent.From(before.Root));
            Assert.True(shown == Pages.Draw(BlockContent.From(after.Root)), $"seed {seed}\n{shown}\n{Pages.Draw(BlockContent.From(after.Root))}");
            Assert.True(json == InterchangeFormat.Json.ExportText(after.Root), $"seed {seed}: not stable");
        }
    }

    [Fact]
    public void WhatIsInsertedIsWhatWasPutTogether()
    {
        foreach (int seed in Pages.Seeds(200))
        {
            BlockContent page = RandomContent.Page(seed);
            Assert.True(Pages.Draw(page) == Pages.Draw(BlockContent.From(Pages.Of(page).Root)), $"seed {seed}");
        }
    }

    [Fact]
    public void TheSchemaIsAsDocumented()
    {
        var page = new BlockContent(BlockTypes.Page) { Properties = { ["icon"] = "🚲" } };
        var item = new BlockContent(BlockTypes.ToDo, RichText.From(new TextRun("bread ", TextMarks.None), new TextRun("rye", TextMarks.None.With(MarkTypes.Bold, true))));
        item.Properties["checked"] = true;
        item.Properties["share"] = 1.0;
        item.Sets["tags"] = ["food"];
        item.Counters["votes"] = 3;
        item.Texts[BlockTexts.Caption] = RichText.From("whole", TextMarks.None.With(MarkTypes.Italic, true));
        page.Texts[BlockTexts.Title] = "To buy";
        item.Children.Add(new BlockContent(BlockTypes.Text));
        page.Children.Add(item);
        Assert.Equal(
            """
            {"format":"notion-blocks","version":1,"page":{"properties":{"icon":"\uD83D\uDEB2"},"texts":{"title":[{"text":"To buy"}]}},"blocks":[
            {"type":"to_do","text":[{"text":"bread "},{"text":"rye","marks":[{"type":"bold","value":true}]}],
            "properties":{"checked":true,"share":1.0},"sets":{"tags":["food"]},"counters":{"votes":3},
            "texts":{"caption":[{"text":"whole","marks":[{"type":"italic","value":true}]}]},"children":[{"type":"text"}]}]}
            """.ReplaceLineEndings(string.Empty),
            InterchangeFormat.Json.ExportText(Pages.Of(page).Root));
    }

    [Fact]
    public void TenThousandLevelsGoThrough()
    {
        Document before = Pages.Of(Pages.Deep(10_000)), after = Pages.Empty(2);
        ImportResult result = InterchangeFormat.Json.Import(after, InterchangeFormat.Json.ExportText(before.Root), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(10_000, result.BlockCount);
        Assert.Equal(Pages.Draw(BlockContent.From(before.Root)), Pages.Draw(BlockContent.From(after.Root)));
    }

    [Fact]
    public void ABlockGoesWithWhatIsUnderItAndWithItsIdIfAsked()
    {
        Document document = Pages.Of(Pages.Deep(3));
        Block second = document.Root.Children[0].Children[0];
        using var output = new MemoryStream();
        Assert.Equal(2, InterchangeFormat.Json.Export(second, output, new ExportOptions { IncludeIds = true }, TestContext.Current.CancellationToken));
        using JsonDocument json = JsonDocument.Parse(output.ToArray());
        Assert.Equal(second.Id.ToString(), json.RootElement.GetProperty("blocks")[0].GetProperty("id").GetString());
        Assert.Equal("3", json.RootElement.GetProperty("blocks")[0].GetProperty("children")[0].GetProperty("text")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void AnImportedTitleTakesThePlaceOfTheOneBefore()
    {
        Document document = Pages.Of(new BlockContent(BlockTypes.Page) { Texts = { [BlockTexts.Title] = "before", ["other"] = "stays" } });
        const string Input = """{"format":"notion-blocks","page":{"texts":{"title":"after","none":""}}}""";
        InterchangeFormat.Json.Import(document, Input, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("before", document.Root.AsPage().Title.Text);
        InterchangeFormat.Json.Import(document, Input, new ImportOptions { SetPageProperties = true }, TestContext.Current.CancellationToken);
        Assert.Equal(["other: stays", "title: after"], document.Root.PropertyTexts.Select(text => $"{text.Key}: {text.Value.Text}"));
    }

    [Fact]
    public void AnImportStandsWhereItWasWantedAndOneUndoTakesItBack()
    {
        Document document = Pages.Of(Pages.Deep(2));
        Block parent = document.Root.Children[0];
        using var history = new UndoHistory(document);
        string before = Pages.Draw(BlockContent.From(document.Root));
        ImportResult result = InterchangeFormat.Json.Import(
            document, """{"format":"notion-blocks","blocks":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}""",
            new ImportOptions { Parent = parent.Id, Index = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(["one", "two", "2"], parent.Children.Select(block => block.Text));
        Assert.Equal(result.Blocks, parent.Children.Take(2).Select(block => block.Id));
        history.Undo();
        Assert.Equal(before, Pages.Draw(BlockContent.From(document.Root)));
    }
}
