namespace Notion.Benchmarks.Sync;

/// <summary>Brings clients to their open pages.</summary>
internal static class Joining
{
    private const double Patience = 20_000;

    /// <summary>Every page gets its base text from its first client; then the others join.</summary>
    public static void JoinAll(EventLoop loop, ServerAddress server, LoadPage[] pages, LoadBook book)
    {
        LoadClient[] first = [.. pages.Select(page => page.Clients[0])];
        Open(loop, server, first, 20, book);
        foreach (LoadClient client in first) client.SendBase();
        if (!loop.Until(() => first.All(client => client.BaseIsDurable), Patience)) throw new InvalidOperationException($"A base text did not become durable. {Problems(first)}");
        Open(loop, server, [.. pages.SelectMany(page => page.Clients.Skip(1))], 20, book);
        loop.For(500);
        LoadClient[] all = [.. pages.SelectMany(page => page.Clients)];
        if (!all.All(client => client.IsOpen)) throw new InvalidOperationException($"Not every client could open its page. {Problems(all)}");
    }

    /// <summary>Opens all, so many at once, until each is open or has failed.</summary>
    public static void Open(EventLoop loop, ServerAddress server, LoadClient[] clients, int width, LoadBook book)
    {
        book.Settled = 0;
        int next = 0;
        double progress = EventLoop.Now;
        while (book.Settled < clients.Length)
        {
            int settled = book.Settled;
            while (next < clients.Length && next - book.Settled < width) clients[next++].Connect(loop, server);
            loop.Step();
            if (book.Settled > settled) progress = EventLoop.Now;
            if (EventLoop.Now - progress > Patience) return;
        }
    }

    private static string Problems(IEnumerable<LoadClient> clients) => string.Join(' ', clients.Select(client => client.Problem).Where(problem => problem is not null).Distinct().Take(3));
}
