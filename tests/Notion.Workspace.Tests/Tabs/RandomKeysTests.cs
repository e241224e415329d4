using System.Globalization;

namespace Notion.Workspace.Tests.Tabs;

/// <summary>Two people press keys at random. A failure prints the seed; <c>NOTION_SEED</c> replays it, as far as two browsers can be replayed.</summary>
[Collection(WorkspaceGroup.Name)]
public sealed class RandomKeysTests(WorkspaceFixture workspace)
{
    private const int Rounds = 40;

    private static readonly string[] Keys =
    [
        "a", "b", "x", "y", "Space", "Enter", "Enter", "Backspace", "Backspace", "Delete", "Tab", "Shift+Tab", "Home", "End",
        "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Alt+ArrowUp", "Alt+ArrowDown", "Shift+Enter", "Shift+ArrowLeft", "Shift+Home",
    ];

    private static readonly string[] Texts = ["hello ", "# ", "- ", "[] ", "😀", "wor", "1. ", "é"];

    [Fact]
    public async Task WhateverTwoPeoplePressBothTabsShowThePageAsItIs()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("NOTION_SEED"), CultureInfo.InvariantCulture, out int given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"NOTION_SEED={seed}");
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Random");
        Uri page = await ana.AddressAsync();
        await ana.PressAsync("Enter");
        await ana.PasteAsync("one two three\n- four five\n- six seven\neight");
        await ben.ShowsAsync(blocks => blocks.Count == 4, "four blocks");
        await ben.ClickEndAsync(2);

        await Task.WhenAll(PressAtRandomAsync(ana, new Random(seed)), PressAtRandomAsync(ben, new Random(seed + 1)));
        await ana.SaysAsync("Saved");
        await ben.SaysAsync("Saved");

        IReadOnlyList<ShownBlock> shown = await ana.BlocksAsync();
        await ben.ShowsAsync(blocks => blocks.SequenceEqual(shown), $"what the other tab shows (NOTION_SEED={seed}):\n{string.Join('\n', shown)}");

        // Shown afresh from the document, the page must be what all the small edits of the screen have led to.
        foreach (Tab tab in (Tab[])[ana, ben])
        {
            await tab.Page.GetByText("Welcome").First.ClickAsync();
            await tab.Page.Locator(".title", new() { HasTextString = "Welcome" }).WaitForAsync();
            await tab.Page.EvaluateAsync("address => Blazor.navigateTo(address)", page.PathAndQuery);
            await tab.ShowsAsync(blocks => blocks.SequenceEqual(shown), $"what was shown before the page was left (NOTION_SEED={seed}):\n{string.Join('\n', shown)}");
            Assert.Empty(tab.Errors);
        }
    }

    private static async Task PressAtRandomAsync(Tab tab, Random random)
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (random.Next(4) == 0) await tab.TypeAsync(Texts[random.Next(Texts.Length)]);
            else await tab.PressAsync(Keys[random.Next(Keys.Length)]);
        }
    }
}
