using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Notion.Workspace.Tests.Tabs;

/// <summary>One tab with the editor in it, read and used as a person would.</summary>
internal sealed class Tab
{
    private const string ReadBlocks = """
        () => JSON.stringify([...document.querySelectorAll('.row')].map(row => ({
          Type: row.classList[1], Depth: Number(row.style.getPropertyValue('--depth')), Text: row.querySelector('.text').textContent })))
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<string> _errors = new();
    private Uri? _address;

    private Tab(IPage page) => Page = page;

    /// <summary>For everything that has no name here.</summary>
    public IPage Page { get; }

    /// <summary>What went wrong in the tab: uncaught errors, and errors on the console other than those of a server that is away.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Where the caret is: the index of its block (-1 for the title), and the offset.</summary>
    public async Task<(int Block, int Offset)> CaretAsync()
    {
        int[] caret = await Page.EvaluateAsync<int[]>("""
            () => {
              const text = document.activeElement.closest('.text');
              const range = document.createRange();
              range.setStart(text, 0);
              range.setEnd(getSelection().focusNode, getSelection().focusOffset);
              return [[...document.querySelectorAll('.row .text')].indexOf(text), range.toString().length];
            }
            """);
        return (caret[0], caret[1]);
    }

    /// <summary>What the sync state says.</summary>
    public Task<string> StatusAsync() => Page.Locator(".sync").InnerTextAsync();

    /// <summary>Opens an address and waits until the page can be edited.</summary>
    public static async Task<Tab> OpenAsync(IBrowserContext context, Uri address)
    {
        var tab = new Tab(await context.NewPageAsync());
        tab.Page.PageError += (_, error) => tab._errors.Enqueue(error);
        tab.Page.Console += (_, message) =>
        {
            bool isAway = message.Text.Contains("ERR_CONNECTION", StringComparison.Ordinal) || message.Text.Contains("WebSocket", StringComparison.Ordinal);
            if (message.Type == "error" && !isAway) tab._errors.Enqueue(message.Text);
        };
        await tab.Page.AddInitScriptAsync("const now = Date.now; window.clockError = 0; Date.now = () => now() + clockError;");
        await tab.Page.GotoAsync(address.ToString());
        await tab.Page.Locator(".title[data-block]").WaitForAsync(new() { Timeout = 30_000 });
        return tab;
    }

    /// <summary>The blocks as shown, top to bottom.</summary>
    public async Task<IReadOnlyList<ShownBlock>> BlocksAsync() =>
        JsonSerializer.Deserialize<ShownBlock[]>(await Page.EvaluateAsync<string>(ReadBlocks))!;

    /// <summary>Waits until the tab shows exactly these blocks.</summary>
    public Task ShowsAsync(params ShownBlock[] expected) => ShowsAsync(blocks => blocks.SequenceEqual(expected), string.Join('\n', (object[])expected));

    /// <summary>Waits until what the tab shows is as described.</summary>
    public async Task ShowsAsync(Func<IReadOnlyList<ShownBlock>, bool> isExpected, string description)
    {
        DateTime deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            IReadOnlyList<ShownBlock> blocks = await BlocksAsync();
            if (isExpected(blocks)) return;
            if (DateTime.UtcNow > deadline)
                Assert.Fail($"Expected:\n{description}\nShown:\n{string.Join('\n', blocks)}\nErrors: {string.Join('\n', Errors)}");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits until the sync state says something.</summary>
    public async Task SaysAsync(string status, int seconds = 10)
    {
        try
        {
            await Page.Locator(".sync", new() { HasTextString = status }).WaitForAsync(new() { Timeout = seconds * 1000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The state should say “{status}” and says “{await StatusAsync()}”. Errors: {string.Join('\n', Errors)}");
        }
    }

    /// <summary>Puts the caret at the end of a block (-1: the title).</summary>
    public async Task ClickEndAsync(int block)
    {
        ILocator text = block < 0 ? Page.Locator(".title") : Page.Locator(".row .text").Nth(block);
        await text.ClickAsync();
        await PressAsync("Control+End");
    }

    /// <summary>Types a text key by key.</summary>
    public Task TypeAsync(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Presses keys one after the other.</summary>
    public async Task PressAsync(params string[] keys)
    {
        foreach (string key in keys) await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Pastes plain text where the caret is.</summary>
    public Task PasteAsync(string text) => Page.EvaluateAsync(
        """
        text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """, text);

    /// <summary>Makes an empty page and opens it, with the caret in its title.</summary>
    public async Task<Uri> NewPageAsync(string title)
    {
        await Page.GetByText("+ New page").First.ClickAsync();
        await Page.Locator(".title[data-block]:empty").ClickAsync();
        await TypeAsync(title);
        return await AddressAsync();
    }

    /// <summary>The address that the tab shows.</summary>
    public async Task<Uri> AddressAsync() => new(await Page.EvaluateAsync<string>("() => location.href"));

    /// <summary>Goes to another page within the application, and waits until it is there.</summary>
    public async Task GoToAsync(Uri page, string title)
    {
        await Page.EvaluateAsync("address => Blazor.navigateTo(address)", page.PathAndQuery);
        await Page.Locator(".title[data-block]", new() { HasTextString = title }).WaitForAsync();
    }

    /// <summary>Reloads the tab while there is no server: what it had in memory is gone.</summary>
    public async Task LoseAsync()
    {
        _address = await AddressAsync();
        await Assert.ThrowsAsync<PlaywrightException>(() => Page.ReloadAsync());
    }

    /// <summary>Goes back to where it was before <see cref="LoseAsync"/>.</summary>
    public async Task ComeBackAsync()
    {
        await Page.GotoAsync(_address!.ToString());
        await Page.Locator(".title[data-block]").WaitForAsync(new() { Timeout = 30_000 });
    }

    /// <summary>How many tabs of this browser hold a store.</summary>
    public Task<int> OwnersAsync() => Page.EvaluateAsync<int>("async () => (await navigator.locks.query()).held.filter(lock => lock.name.includes('/owner/')).length");

    /// <summary>Sets the clock of the tab's computer wrong, or right again.</summary>
    public Task SetClockErrorAsync(TimeSpan error) => Page.EvaluateAsync("error => { window.clockError = error; }", error.TotalMilliseconds);

    /// <summary>Begins a test with a clean slate.</summary>
    public void ForgetErrors() => _errors.Clear();

    /// <summary>Takes a picture into TestResults.</summary>
    public Task ScreenshotAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Hosting.BuildPaths.TestResults, $"{name}.png") });
}
