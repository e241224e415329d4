using Microsoft.Playwright;
using Notion.Workspace.Tests.Hosting;

namespace Notion.Workspace.Tests.Tabs;

/// <summary>One host and one browser for a class of tests; each test makes a page of its own.</summary>
public sealed class WorkspaceFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    internal WorkspaceHost Host { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null) return;
        await Host.StartAsync();
        _chromium = await Chromium.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>A tab of a person who has not been here before. Skips the test where there is no browser.</summary>
    internal async Task<Tab> NewPersonAsync(Uri? address = null)
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine: install the package “chromium”, or name its executable in the environment variable CHROMIUM.");
        IBrowserContext context = await _chromium!.NewContextAsync();
        return await Tab.OpenAsync(context, address ?? Host.Address);
    }

    /// <summary>Two people with one empty page open; the first has the caret in its title.</summary>
    internal async Task<(Tab Ana, Tab Ben)> NewPairAsync(string title)
    {
        Tab ana = await NewPersonAsync();
        Uri page = await ana.NewPageAsync(title);
        Tab ben = await NewPersonAsync(page);
        return (ana, ben);
    }
}
