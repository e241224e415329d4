using Notion.Crdt;

namespace Notion.Benchmarks.Sync;

/// <summary>The clients of one page, each typing into the same block.</summary>
internal sealed class LoadPage : IAsyncDisposable
{
    private LoadPage(IReadOnlyList<LoadClient> clients) => Clients = clients;

    public IReadOnlyList<LoadClient> Clients { get; }

    public static async Task<LoadPage> OpenAsync(Uri server, string token, Guid page, int clients)
    {
        var all = new List<LoadClient>();
        BlockId block = default;
        for (int i = 0; i < clients; i++)
        {
            var client = new LoadClient(server, token);
            block = await client.OpenAsync(page, block);
            all.Add(client);
        }
        foreach (LoadClient client in all) client.Watch(all);
        return new LoadPage(all);
    }

    /// <summary>Waits until everybody has everything, or the time is over.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        while (!late.IsCancellationRequested && Clients.Any(client => client.Undurable > 0 || client.Missing > 0))
            await Task.Delay(20, CancellationToken.None);
    }

    public bool AllAgree() => Clients.Select(client => client.Text).Distinct().Count() == 1;

    public async ValueTask DisposeAsync()
    {
        foreach (LoadClient client in Clients) await client.DisposeAsync();
    }
}
