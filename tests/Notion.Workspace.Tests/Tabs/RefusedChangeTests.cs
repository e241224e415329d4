using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Tabs;

[Collection(WorkspaceGroup.Name)]
public sealed class RefusedChangeTests(WorkspaceFixture workspace)
{
    [Fact]
    public async Task WhatTheServerRefusesIsHandedBackAndWritingGoesOn()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Refused");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("kept");
        await ana.SaysAsync("Saved");

        // A clock that is an hour ahead would win every conflict for an hour, so the server takes nothing dated by it.
        await ana.SetClockErrorAsync(TimeSpan.FromHours(1));
        await ana.TypeAsync("!");
        await ana.ShowsAsync(ShownBlock.Paragraph("kept"));
        await ana.SaysAsync("Some changes were refused");
        ILocator notice = ana.Page.GetByRole(AriaRole.Alert);
        await ana.SetClockErrorAsync(TimeSpan.Zero);
        Assert.Equal("!", (await notice.Locator("pre").InnerTextAsync()).Trim());
        await ana.ScreenshotAsync("refused");

        await notice.GetByRole(AriaRole.Button).ClickAsync();
        await ana.ClickEndAsync(0);
        await ana.TypeAsync(" and more");
        await ana.SaysAsync("Saved");
        await ben.ShowsAsync(ShownBlock.Paragraph("kept and more"));
        Assert.Empty(ana.Errors.Concat(ben.Errors));
    }
}
