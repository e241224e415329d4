using Microsoft.Playwright;
using Notion.Workspace.Tests.Hosting;

namespace Notion.Workspace.Tests.Tabs;

[Collection(WorkspaceGroup.Name)]
public sealed class ServerRestartTests(WorkspaceFixture workspace)
{
    [Fact]
    public async Task TabsComeTogetherAfterTheServerWasKilledAndStartedAgain()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Offline");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("bread, milk");
        await ana.SaysAsync("Saved");
        await ben.ShowsAsync(ShownBlock.Paragraph("bread, milk"));

        await workspace.Host.KillAsync();
        await ana.SaysAsync("Offline");
        await ben.SaysAsync("Offline");

        await ana.PressAsync("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter");
        await ana.ShowsAsync(ShownBlock.Paragraph("bread, "), ShownBlock.Paragraph("milk"));
        await ben.ClickEndAsync(0);
        await ben.TypeAsync(" and honey");
        await ben.PressAsync("Home");
        await ben.TypeAsync("rye ");
        await ben.PressAsync("Control+End", "Enter");
        await ben.TypeAsync("# Also");
        await ben.ShowsAsync(ShownBlock.Paragraph("rye bread, milk and honey"), new ShownBlock("heading_1", 0, "Also"));
        await ben.SaysAsync("waiting");
        Assert.Matches(@"^Offline — \d+ changes? waiting$", await ben.StatusAsync());
        await ana.ScreenshotAsync("offline-ana");
        await ben.ScreenshotAsync("offline-ben");

        await workspace.Host.StartAsync();
        ShownBlock[] together = [ShownBlock.Paragraph("rye bread, "), ShownBlock.Paragraph("milk and honey"), new("heading_1", 0, "Also")];
        await ana.ShowsAsync(together);
        await ben.ShowsAsync(together);
        await ana.SaysAsync("Saved");
        await ben.SaysAsync("Saved");
        await ana.ScreenshotAsync("together-ana");
        await ben.ScreenshotAsync("together-ben");

        // What says "Saved" is on disk: killed once more, the page is there for somebody new.
        await workspace.Host.KillAsync();
        await workspace.Host.StartAsync();
        Tab cleo = await workspace.NewPersonAsync(await ana.AddressAsync());
        await cleo.ShowsAsync(together);
        Assert.Empty(ana.Errors.Concat(ben.Errors).Concat(cleo.Errors));
    }
}
