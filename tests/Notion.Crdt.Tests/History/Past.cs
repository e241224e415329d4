using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace Notion.Crdt.Tests.Histories;

/// <summary>A document with a random history of many replicas, and documents at random versions of it, made by applying that many changes to nothing.</summary>
internal sealed class Past
{
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("NOTION_HISTORIES"), CultureInfo.InvariantCulture, out int count) ? count : 250;

    private static readonly int FirstSeed =
        int.TryParse(Environment.GetEnvironmentVariable("NOTION_FIRST_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1;

    private readonly IReadOnlyList<byte[]> _updates;

    private Past(int seed)
    {
        Random = new Random(~seed);               // not the history's own, or the ids of its replicas would come again
        _updates = Oracle.History.Record(seed, seed % 2 == 0 ? Oracle.Verbs.EditingAndUndo : Oracle.Verbs.Editing);
        Document = New();
        foreach (byte[] update in _updates) Document.Apply(update);
    }

    public Random Random { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public Document Document { get; }

    /// <summary>Checks something of the history of one seed.</summary>
    public static void ForSeed(int seed, Action<Past> check) => check(new Past(seed));

    /// <summary>Checks something of many histories; a failure says the seed that replays it: NOTION_FIRST_SEED=seed NOTION_HISTORIES=1.</summary>
    public static void ForMany(Action<Past> check, int share = 1)
    {
        var failures = new ConcurrentDictionary<int, Exception>();
        Parallel.For(FirstSeed, FirstSeed + Math.Max(1, Histories / share), seed =>
        {
            try
            {
                check(new Past(seed));
            }
            catch (Exception error)
            {
                failures.TryAdd(seed, error);
            }
        });
        if (failures.IsEmpty) return;
        (int first, Exception cause) = failures.MinBy(failure => failure.Key);
        Assert.Fail($"{failures.Count} seeds fail: {string.Join(", ", failures.Keys.Order().Take(20))}\nseed {first}: {cause}");
    }

    public DocumentOptions Options => new() { TimeProvider = Time, Marks = Oracle.Person.Schema };

    public Document New() => new(ReplicaId.Create(Random), Options);

    /// <summary>Another document with all changes.</summary>
    public Document Copy()
    {
        Document copy = New();
        foreach (byte[] update in _updates) copy.Apply(update);
        return copy;
    }

    /// <summary>A document that has some of the changes: those that come into effect when a random part arrives in random order.</summary>
    public Document Some()
    {
        Document some = New();
        int[] order = [.. Enumerable.Range(0, _updates.Count)];
        if (Random.Next(2) == 0)
        {
            Random.Shuffle(order);
            Array.Resize(ref order, Random.Next(order.Length + 1));
            Array.Sort(order);
        }
        else
        {
            Array.Resize(ref order, Random.Next(order.Length + 1));
        }
        foreach (int update in order) some.Apply(_updates[update]);
        return some;
    }
}
