using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Hosting;

/// <summary>The browser installed on this machine, driven by Playwright. Nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    /// <summary>The executable: the environment variable CHROMIUM, or where Linux distributions put it; null when there is none.</summary>
    public static string? Path { get; } = new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));

    /// <summary>Starts it with a profile of its own, headless.</summary>
    public static async Task<Chromium> StartAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Arguments, Headless = true });
        return new Chromium(playwright, browser);
    }

    /// <summary>A person at a computer of their own: nothing is shared with other contexts but the server.</summary>
    public Task<IBrowserContext> NewContextAsync() => _browser.NewContextAsync(new() { ViewportSize = new() { Width = 1100, Height = 800 }, Locale = "en-US" });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
