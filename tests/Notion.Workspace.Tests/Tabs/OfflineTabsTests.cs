using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Tabs;

/// <summary>What was typed without a server outlasts the tab, and comes to the server once, whichever tab of the browser brings it.</summary>
[Collection(WorkspaceGroup.Name)]
public sealed class OfflineTabsTests(WorkspaceFixture workspace)
{
    [Fact]
    public async Task ATabThatIsReloadedOfflineKeepsWhatItHadNotSent()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Reload");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("before");
        await ana.SaysAsync("Saved");
        await ben.ShowsAsync(ShownBlock.Paragraph("before"));

        await workspace.Host.KillAsync();
        await ana.SaysAsync("Offline");
        await ana.TypeAsync(" and after");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("a second line");
        await ana.ShowsAsync(ShownBlock.Paragraph("before and after"), ShownBlock.Paragraph("a second line"));
        await ana.SaysAsync("waiting");
        await ana.LoseAsync();                          // there is no server to reload it from: the tab shows the browser's error page

        await workspace.Host.StartAsync();
        ShownBlock[] all = [ShownBlock.Paragraph("before and after"), ShownBlock.Paragraph("a second line")];
        await ana.ComeBackAsync();
        await ana.ShowsAsync(all);
        await ana.SaysAsync("Saved");
        await ben.ShowsAsync(all);
        Assert.Empty(ana.Errors.Concat(ben.Errors));
    }

    [Fact]
    public async Task TwoTabsOfOneBrowserTypeOfflineOneIsClosedAndAnotherBringsWhatItLeft()
    {
        (Tab ana, Tab ben) = await workspace.NewPairAsync("Two tabs");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("one");
        await ana.PressAsync("Enter");
        await ana.TypeAsync("two");
        await ana.SaysAsync("Saved");
        Tab second = await Tab.OpenAsync(ana.Page.Context, await ana.AddressAsync());
        await second.ShowsAsync(ShownBlock.Paragraph("one"), ShownBlock.Paragraph("two"));

        await workspace.Host.KillAsync();
        await ana.SaysAsync("Offline");
        await second.SaysAsync("Offline");
        await ana.ClickEndAsync(0);
        await ana.TypeAsync(" by the first tab");
        await second.ClickEndAsync(1);
        await second.TypeAsync(" by the second");
        await ana.ShowsAsync(ShownBlock.Paragraph("one by the first tab"), ShownBlock.Paragraph("two"));
        await second.ShowsAsync(ShownBlock.Paragraph("one"), ShownBlock.Paragraph("two by the second"));
        await ana.SaysAsync("waiting");
        await second.SaysAsync("waiting");
        Assert.Equal(2, await ana.OwnersAsync());
        IReadOnlyCollection<string> errors = second.Errors;
        await second.Page.CloseAsync();

        await workspace.Host.StartAsync();
        await ana.SaysAsync("Saved");
        Tab third = await Tab.OpenAsync(ana.Page.Context, await ana.AddressAsync());
        ShownBlock[] all = [ShownBlock.Paragraph("one by the first tab"), ShownBlock.Paragraph("two by the second")];
        await third.ShowsAsync(all);
        await third.SaysAsync("Saved");
        await ana.ShowsAsync(all);
        await ben.ShowsAsync(all);
        Assert.Equal(2, await ana.OwnersAsync());
        Assert.Empty(ana.Errors.Concat(ben.Errors).Concat(errors).Concat(third.Errors));
        await third.Page.CloseAsync();
    }
}
