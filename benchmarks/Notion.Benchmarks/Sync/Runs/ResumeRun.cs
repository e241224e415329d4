using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// S7: a client was offline and comes back. A hundred pages made and edited without a network, 100,000 changes in its SQLite store; the store opened again, all pages opened
/// from it, then everything sent, until the server has committed all. Times the edits themselves, too. At the end a client that knows nothing reads every page.
/// </summary>
internal static class ResumeRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        int pages = options.Quick ? 10 : 100, changes = options.Quick ? 200 : 1_000;
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("notion-resume-");
        try
        {
            record("S7", RunAsync(server, Path.Combine(folder.FullName, "store.db"), pages, changes, options.Seed).GetAwaiter().GetResult());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonObject> RunAsync(ServerUnderLoad server, string path, int count, int changes, int seed)
    {
        var random = new Random(seed);
        Guid[] pages = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
        var edits = new Samples();
        long began = Stopwatch.GetTimestamp();
        string[] texts = await WriteOfflineAsync(path, server.Workspace, pages, changes, random, edits);
        double writing = Milliseconds(began), megabytes = new FileInfo(path).Length / 1e6;

        double own = ProcessUse.CpuSeconds(Environment.ProcessId), cpu = ProcessUse.CpuSeconds(server.Id);
        began = Stopwatch.GetTimestamp();
        double opened, durable;
        await using (SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path))
        await using (SyncClient client = Client(server.Address, store))
        {
            SyncedDocument[] open = await Task.WhenAll(pages.Select(page => client.OpenAsync(page)));
            opened = Milliseconds(began);
            client.Start();
            await Task.WhenAll(open.Select(page => page.WhenDurableAsync())).WaitAsync(Patience);
            durable = Milliseconds(began);
        }
        own = ProcessUse.CpuSeconds(Environment.ProcessId) - own;
        cpu = ProcessUse.CpuSeconds(server.Id) - cpu;

        int different = 0;
        await using (SyncClient reader = Client(server.Address, new MemoryChangeStore()))
        {
            reader.Start();
            for (int i = 0; i < count; i++)
            {
                SyncedDocument page = await reader.OpenAsync(pages[i]);
                await page.WhenOpenAsync().WaitAsync(Patience);
                if (TextOf(page) != texts[i]) different++;
                await page.DisposeAsync();
            }
        }
        return new JsonObject
        {
            ["pages"] = count,
            ["changes"] = count * changes,
            ["seed"] = seed,
            ["write_offline_ms"] = SyncCommand.Round(writing),
            ["edit_p50_us"] = SyncCommand.Round(edits.At(0.5)),
            ["edit_p99_us"] = SyncCommand.Round(edits.At(0.99)),
            ["edit_max_us"] = SyncCommand.Round(edits.Largest),
            ["store_mb"] = SyncCommand.Round(megabytes),
            ["open_ms"] = SyncCommand.Round(opened),
            ["durable_ms"] = SyncCommand.Round(durable),
            ["client_cpu_s"] = SyncCommand.Round(own),
            ["server_cpu_s"] = SyncCommand.Round(cpu),
            ["lost"] = (long)different,
        };
    }

    /// <summary>Lines of words, a change a word; every tenth begins a line.</summary>
    private static async Task<string[]> WriteOfflineAsync(string path, Guid workspace, Guid[] pages, int changes, Random random, Samples edits)
    {
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path);
        await using SyncClient client = Client(null, store);
        var texts = new string[pages.Length];
        for (int i = 0; i < pages.Length; i++)
        {
            await using SyncedDocument page = await client.CreateAsync(pages[i], workspace);
            BlockId line = default;
            int length = 0;
            for (int change = 0; change < changes; change++)
            {
                string word = string.Create(CultureInfo.InvariantCulture, $"{random.Next(100_000)} ");
                bool begins = change % 10 == 0;
                long began = Stopwatch.GetTimestamp();
                page.Edit(document =>
                {
                    using Transaction transaction = document.Begin();
                    if (begins) (line, length) = (transaction.CreateBlock("paragraph", document.Root.Id), 0);
                    transaction.InsertText(line, length, word);
                    transaction.Commit();
                });
                edits.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
                length += word.Length;
            }
            texts[i] = TextOf(page);
            await page.WhenStoredAsync();
        }
        return texts;
    }

    private static SyncClient Client(ServerAddress? address, IChangeStore store) => new(
        async cancel => address is null ? throw new IOException("There is no network.") : await WebSocketTransport.ConnectAsync(new Uri($"ws://127.0.0.1:{address.Port}/sync"), cancel),
        store,
        new SyncClientOptions { Token = _ => ValueTask.FromResult(address?.Token ?? "none") });

    private static string TextOf(SyncedDocument page) => page.Read(document => string.Join('\n', document.EnumerateBlocks().Select(block => block.Text)));

    private static Guid Draw(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static double Milliseconds(long began) => Stopwatch.GetElapsedTime(began).TotalMilliseconds;
}
