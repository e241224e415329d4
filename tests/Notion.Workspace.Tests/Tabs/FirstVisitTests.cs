using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Tabs;

[Collection(WorkspaceGroup.Name)]
public sealed class FirstVisitTests(WorkspaceFixture workspace)
{
    [Fact]
    public async Task ANewcomerLandsOnADemoPageThatShowsWhatTheProductDoes()
    {
        Tab tab = await workspace.NewPersonAsync();
        await tab.ShowsAsync(blocks => blocks.Count > 3, "a page with some blocks");
        Assert.NotEmpty(await tab.Page.Locator(".title").InnerTextAsync());
        await tab.SaysAsync("Saved");
        await tab.ScreenshotAsync("first-visit");
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task SomebodyWithoutAnAccountMakesOneAndWrites()
    {
        Tab tab = await workspace.NewPersonAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await tab.Page.GetByText("I have no account yet").ClickAsync();
        await tab.Page.GetByLabel("Name").FillAsync("Cleo");
        await tab.Page.GetByLabel("Email").FillAsync("cleo@example.com");
        await tab.Page.GetByLabel("Password").FillAsync("correct horse");
        await tab.ScreenshotAsync("sign-up");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Create the account" }).ClickAsync();
        await tab.NewPageAsync("Mine");
        await tab.PressAsync("Enter");
        await tab.TypeAsync("written here");
        await tab.SaysAsync("Saved");
        await tab.Page.ReloadAsync();
        await tab.ShowsAsync(ShownBlock.Paragraph("written here"));
        Assert.Empty(tab.Errors);
    }
}
