using System.Text.Json.Nodes;

namespace Notion.Benchmarks.Sync;

/// <summary>S1 and S2: people type, on many pages or on one.</summary>
internal static class TypingRun
{
    public static void Many(SyncOptions options, Action<string, JsonObject> record) => record("S1", Of(50, 4, 5, options.Quick).Run(options));

    public static void OnePage(SyncOptions options, Action<string, JsonObject> record) => record("S2", Of(1, 50, 2, options.Quick).Run(options));

    private static LoadRun Of(int pages, int clients, double rate, bool quick) => new(pages, clients, rate, quick ? 3 : 20, quick ? 1 : 3);
}
