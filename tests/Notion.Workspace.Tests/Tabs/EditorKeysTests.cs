namespace Notion.Workspace.Tests.Tabs;

[Collection(WorkspaceGroup.Name)]
public sealed class EditorKeysTests(WorkspaceFixture workspace)
{
    [Fact]
    public async Task EnterSplitsBackspaceJoinsAndTabNestsInBothTabs()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Keys");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("Hello world");
        await ana.PressAsync("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello "), ShownBlock.Paragraph("world"));
        Assert.Equal((1, 0), await ana.CaretAsync());

        await ana.PressAsync("Tab");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello "), ShownBlock.Paragraph("world", depth: 1));
        Assert.Equal((1, 0), await ana.CaretAsync());

        await ana.PressAsync("Shift+Tab");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello "), ShownBlock.Paragraph("world"));

        await ana.PressAsync("Backspace");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello world"));
        Assert.Equal((0, 6), await ana.CaretAsync());

        await ana.TypeAsync("whole ");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello whole world"));
        await ana.PressAsync("Enter", "ArrowLeft", "Delete");
        await BothAsync(ana, ben, ShownBlock.Paragraph("Hello whole world"));
        await NothingWentWrongAsync(ana, ben);
    }

    [Fact]
    public async Task MarksAtTheStartOfALineMakeHeadingsListsAndToDos()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Shortcuts");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("# Plan");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("- bread");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("rye");
        await ana.PressAsync("Tab", "Enter", "Enter", "Enter");
        await ana.TypeAsync("[] buy 🥖");
        await ana.PressAsync("Control+Enter", "Enter", "Enter");
        await ana.TypeAsync("> so it goes");
        await ana.PressAsync("Shift+Enter");
        await ana.TypeAsync("on");
        await BothAsync(
            ana, ben,
            new("heading_1", 0, "Plan"), new("bulleted_list_item", 0, "bread"), new("bulleted_list_item", 1, "rye"),
            new("to_do", 0, "buy 🥖"), new("quote", 0, "so it goes\non"));
        Assert.True(await ben.Page.Locator(".to_do input").IsCheckedAsync());

        await ben.Page.Locator(".to_do input").ClickAsync();
        await ana.Page.Locator(".to_do:not(.checked)").WaitForAsync();
        await ana.ScreenshotAsync("shortcuts");
        await NothingWentWrongAsync(ana, ben);
    }

    [Fact]
    public async Task PastedLinesBecomeBlocksAndBlocksMoveAndGo()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Paste");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("start end");
        await ana.PressAsync("ArrowLeft", "ArrowLeft", "ArrowLeft");
        await ana.PasteAsync("one\r\n- two\n[x] three ");
        await BothAsync(ana, ben, ShownBlock.Paragraph("start one"), new("bulleted_list_item", 0, "two"), new("to_do", 0, "three end"));
        Assert.Equal((2, 6), await ana.CaretAsync());

        await ana.PressAsync("Alt+ArrowUp");
        await BothAsync(ana, ben, ShownBlock.Paragraph("start one"), new("to_do", 0, "three end"), new("bulleted_list_item", 0, "two"));
        Assert.Equal((1, 6), await ana.CaretAsync());

        await ana.PressAsync("Alt+ArrowDown", "Control+Shift+Backspace");
        await BothAsync(ana, ben, ShownBlock.Paragraph("start one"), new("bulleted_list_item", 0, "two"));
        await NothingWentWrongAsync(ana, ben);
    }

    [Fact]
    public async Task ArrowsCrossBlocksAndKeepTheirColumn()
    {
        (Tab ana, _) = await workspace.NewPairAsync("Arrows");
        await ana.PressAsync("Enter");
        await ana.PasteAsync("first line\nab\nthird line");
        await ana.PressAsync("Home", "ArrowLeft");
        Assert.Equal((1, 2), await ana.CaretAsync());
        await ana.PressAsync("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight");
        Assert.Equal((2, 4), await ana.CaretAsync());
        await ana.PressAsync("ArrowUp");
        Assert.Equal((1, 2), await ana.CaretAsync());
        await ana.PressAsync("ArrowUp");
        Assert.Equal((0, 4), await ana.CaretAsync());
        await ana.PressAsync("ArrowUp");
        Assert.Equal(-1, (await ana.CaretAsync()).Block);
        await NothingWentWrongAsync(ana);
    }

    private static async Task BothAsync(Tab one, Tab other, params ShownBlock[] expected)
    {
        await one.ShowsAsync(expected);
        await other.ShowsAsync(expected);
    }

    private static async Task NothingWentWrongAsync(params Tab[] tabs)
    {
        foreach (Tab tab in tabs)
        {
            await tab.SaysAsync("Saved");
            Assert.Empty(tab.Errors);
        }
    }
}
