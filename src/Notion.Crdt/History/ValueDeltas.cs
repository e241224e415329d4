namespace Notion.Crdt;

/// <summary>What differs between the properties, sets and counters of a block in two documents.</summary>
internal sealed class ValueDeltas
{
    /// <param name="before">The block as it was; null where it was not shown.</param>
    /// <param name="after">The block as it is.</param>
    public ValueDeltas(Block? before, Block after)
    {
        IReadOnlyDictionary<string, PropertyValue> old = before?.Properties ?? new Dictionary<string, PropertyValue>(), set = after.Properties;
        foreach (string key in Keys(old.Keys, set.Keys))
            if (old.GetValueOrDefault(key) is var was && set.GetValueOrDefault(key) is var now && was != now) Properties.Add(new PropertyDelta(key, was, now));
        foreach (string key in Keys(before?.Sets.Keys ?? [], after.Sets.Keys))
        {
            IReadOnlyList<PropertyValue> was = before?.GetSet(key) ?? [], now = after.GetSet(key);
            var delta = new SetDelta(key, [.. now.Except(was)], [.. was.Except(now)]);
            if (delta.Added.Count + delta.Removed.Count > 0) Sets.Add(delta);
        }
        foreach (string key in Keys(before?.Counters.Keys ?? [], after.Counters.Keys))
            if ((before?.GetCounter(key) ?? 0) is var was && after.GetCounter(key) is var now && was != now) Counters.Add(new CounterDelta(key, was, now));
    }

    public List<PropertyDelta> Properties { get; } = [];

    public List<SetDelta> Sets { get; } = [];

    public List<CounterDelta> Counters { get; } = [];

    public bool IsEmpty => Properties.Count + Sets.Count + Counters.Count == 0;

    private static IEnumerable<string> Keys(IEnumerable<string> before, IEnumerable<string> after) => before.Union(after).Order(StringComparer.Ordinal);
}
