using Microsoft.Playwright;
using Notion.Workspace.Tests.Hosting;

namespace Notion.Workspace.Tests.Tabs;

/// <summary>
/// One host, one browser and two people in it, who stay for all tests: a tab takes seconds to start and a new page takes none, so each test
/// makes a page of its own.
/// </summary>
public sealed class WorkspaceFixture : IAsyncLifetime
{
    private Chromium? _chromium;
    private Tab? _ana;
    private Tab? _ben;

    internal WorkspaceHost Host { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Chromium.Path is null) return;
        Directory.CreateDirectory(BuildPaths.TestResults);
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

    /// <summary>Two people with one new page open, empty but for its title; the first has the caret in the title.</summary>
    internal async Task<(Tab Ana, Tab Ben)> NewPairAsync(string title)
    {
        _ana ??= await NewPersonAsync();
        _ben ??= await NewPersonAsync();
        _ana.ForgetErrors();
        _ben.ForgetErrors();
        Uri page = await _ana.NewPageAsync(title);
        await _ben.GoToAsync(page, title);
        return (_ana, _ben);
    }
}
