using System.Globalization;
using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Tabs;

[Collection(WorkspaceGroup.Name)]
public sealed class TwoPeopleTests(WorkspaceFixture workspace)
{
    private const double MaxMilliseconds = 500;

    [Fact]
    public async Task WhatOneTypesTheOtherSeesAtOnce()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Latency");
        await ana.PressAsync("Enter");
        await ben.ShowsAsync(ShownBlock.Paragraph(""));
        const string First = "A server that has just begun compiles on the first keys. ";
        await ana.Page.Keyboard.TypeAsync(First, new() { Delay = 30 });
        await ben.ShowsAsync(ShownBlock.Paragraph(First));
        await ana.Page.EvaluateAsync("() => { window.typed = []; addEventListener('keydown', () => typed.push(performance.timeOrigin + performance.now()), true); }");
        await ben.Page.EvaluateAsync("""
            () => {
              window.seen = [];
              const text = document.querySelector('.row .text'), from = text.textContent.length;
              new MutationObserver(() => { while (seen.length < text.textContent.length - from) seen.push(performance.timeOrigin + performance.now()); })
                .observe(text, { childList: true, characterData: true, subtree: true });
            }
            """);
        const string Sentence = "The quick brown fox jumps over the lazy dog";
        await ana.Page.Keyboard.TypeAsync(Sentence, new() { Delay = 30 });
        await ben.ShowsAsync(ShownBlock.Paragraph(First + Sentence));

        double[] typed = await ana.Page.EvaluateAsync<double[]>("() => typed");
        double[] seen = await ben.Page.EvaluateAsync<double[]>("() => seen");
        double[] latencies = [.. typed.Zip(seen, (from, to) => to - from).Order()];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Key to the other tab's screen, {latencies.Length} keys: median {latencies[latencies.Length / 2]:f1} ms, slowest {latencies[^1]:f1} ms"));
        Assert.Equal(Sentence.Length, latencies.Length);
        // The machine has other tests to run, too: a single late key may be theirs.
        Assert.True(latencies[latencies.Length / 2] < MaxMilliseconds, $"Half of the keys took {latencies[latencies.Length / 2]} ms or more.");
    }

    [Fact]
    public async Task TheCaretStaysWithItsCharactersWhileOthersEdit()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Carets");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("middle");
        await ben.ShowsAsync(ShownBlock.Paragraph("middle"));
        await ben.ClickEndAsync(0);
        await ben.PressAsync("ArrowLeft", "ArrowLeft");

        await ana.PressAsync("Home");
        await ana.TypeAsync("the ");
        await ben.ShowsAsync(ShownBlock.Paragraph("the middle"));
        Assert.Equal((0, 8), await ben.CaretAsync());

        await ana.PressAsync("Enter");
        await ben.ShowsAsync(ShownBlock.Paragraph("the "), ShownBlock.Paragraph("middle"));
        Assert.Equal((1, 4), await ben.CaretAsync());

        await ana.PressAsync("Backspace");
        await ben.ShowsAsync(ShownBlock.Paragraph("the middle"));
        Assert.Equal((0, 8), await ben.CaretAsync());

        await ben.TypeAsync("d");
        await ana.TypeAsync("very ");
        await ana.ShowsAsync(ShownBlock.Paragraph("the very midddle"));
        await ben.ShowsAsync(ShownBlock.Paragraph("the very midddle"));
        Assert.Equal((0, 9), await ana.CaretAsync());
        Assert.Empty(ana.Errors.Concat(ben.Errors));
    }

    [Fact]
    public async Task ACompositionIsNotDisturbedAndBothTextsStay()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Composition");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("ab");
        await ben.ShowsAsync(ShownBlock.Paragraph("ab"));
        await ben.ClickEndAsync(0);
        ICDPSession input = await ben.Page.Context.NewCDPSessionAsync(ben.Page);
        await ComposeAsync("k");
        await ComposeAsync("か");
        await ana.PressAsync("Home");
        await ana.TypeAsync("x");
        await ana.ShowsAsync(ShownBlock.Paragraph("xabか"));
        await ComposeAsync("かn");
        await ComposeAsync("かん");
        await ben.ShowsAsync(ShownBlock.Paragraph("abかん"));
        await input.SendAsync("Input.insertText", new() { ["text"] = "漢" });
        await ben.ShowsAsync(ShownBlock.Paragraph("xab漢"));
        await ana.ShowsAsync(ShownBlock.Paragraph("xab漢"));
        Assert.Equal((0, 4), await ben.CaretAsync());
        Assert.Empty(ana.Errors.Concat(ben.Errors));

        Task ComposeAsync(string text) => input.SendAsync(
            "Input.imeSetComposition", new() { ["text"] = text, ["selectionStart"] = text.Length, ["selectionEnd"] = text.Length });
    }

    [Fact]
    public async Task OthersAndWhereTheyAreCanBeSeen()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Presence");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("here");
        await ben.Page.Locator(".people li").WaitForAsync();
        await ben.Page.Locator(".row .others").WaitForAsync();
        await ben.Page.Locator(".sidebar [aria-current=page]", new() { HasTextString = "Presence" }).WaitForAsync();
        await ben.ScreenshotAsync("presence");
        await ana.NewPageAsync("Elsewhere");
        await ben.Page.Locator(".people li").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
