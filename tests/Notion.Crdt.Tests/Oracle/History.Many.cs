using System.Collections.Concurrent;
using System.Globalization;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>Many histories, one for each seed.</summary>
internal sealed partial class History
{
    /// <summary>NOTION_HISTORIES=n plays that many instead; NOTION_FIRST_SEED=s begins elsewhere than at 1. What fails is told together: kinds, seeds, and the shortest history.</summary>
    public static void PlayMany(int count, bool checksLocality, Verbs verbs, int? longWay = null)
    {
        count = FromEnvironment("NOTION_HISTORIES") ?? count;
        int first = FromEnvironment("NOTION_FIRST_SEED") ?? 1;
        var failures = new ConcurrentBag<HistoryFailedException>();
        Parallel.For(first, first + count, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            try
            {
                Play(seed, checksLocality, verbs, longWay);
            }
            catch (HistoryFailedException failure)
            {
                failures.Add(failure);
            }
        });
        if (failures.IsEmpty) return;
        IEnumerable<string> kinds = failures.GroupBy(failure => failure.Kind)
            .Select(kind => $"{kind.Count()} × {kind.Key}: seeds {string.Join(", ", kind.Select(failure => failure.Seed).Order().Take(8))}");
        Assert.Fail($"{failures.Count} of {count} histories fail\n{string.Join('\n', kinds)}\nthe shortest: {failures.MinBy(failure => failure.Message.Length)!.Message}");
    }

    private static int? FromEnvironment(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;
}
