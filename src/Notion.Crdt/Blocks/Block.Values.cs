namespace Notion.Crdt;

/// <summary>Concurrent values, sets and counters.</summary>
public readonly partial struct Block
{
    /// <summary>
    /// Values of a property that lost to the one it has, set by people who did not know of one another's: latest first. Empty where nothing is in conflict, or all agree.
    /// Setting the property again settles it.
    /// </summary>
    /// <param name="key">The property's key.</param>
    public IReadOnlyList<ConcurrentValue> GetConflict(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length == 0 ? [] : Conflict(key, this[key]);
    }

    /// <summary>As <see cref="GetConflict"/>, for the block's type.</summary>
    public IReadOnlyList<ConcurrentValue> GetTypeConflict() => Conflict(BlockValues.TypeKey, Type);

    /// <summary>The keys of the properties with a conflict, sorted.</summary>
    public IReadOnlyList<string> Conflicts
    {
        get
        {
            if (Values is not { } values) return [];
            Block block = this;
            return [.. values.Losing.Keys.Where(key => block.GetConflict(key).Count > 0).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The members of a set, sorted; empty where there is none.</summary>
    /// <param name="key">The set's key.</param>
    public IReadOnlyList<PropertyValue> GetSet(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Values?.Sets.GetValueOrDefault(key) is { } members ? [.. members.Keys.Order()] : [];
    }

    /// <summary>Whether a set has a value: O(1).</summary>
    /// <param name="key">The set's key.</param>
    /// <param name="value">The value, of the same kind as the member: the integer 1 is not the number 1.</param>
    public bool SetContains(string key, PropertyValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Values?.Sets.GetValueOrDefault(key)?.ContainsKey(value) == true;
    }

    /// <summary>The sets that have members, by key, sorted; a copy.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PropertyValue>> Sets
    {
        get
        {
            var sets = new SortedDictionary<string, IReadOnlyList<PropertyValue>>(StringComparer.Ordinal);
            foreach (string key in Values?.Sets.Keys ?? Enumerable.Empty<string>()) sets.Add(key, GetSet(key));
            return sets;
        }
    }

    /// <summary>What a counter stands at; 0 where nobody has counted.</summary>
    /// <param name="key">The counter's key.</param>
    public long GetCounter(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Values?.Counters.GetValueOrDefault(key) ?? 0;
    }

    /// <summary>The counters that do not stand at 0, by key, sorted; a copy.</summary>
    public IReadOnlyDictionary<string, long> Counters =>
        new SortedDictionary<string, long>(Values?.Counters ?? [], StringComparer.Ordinal);

    private BlockValues? Values => Document.State.Values.Find(Node);

    private IReadOnlyList<ConcurrentValue> Conflict(string key, PropertyValue winner)
    {
        PropertyRegister[] losing = Document.State.Values.Losing(Node, key);
        if (losing.Length == 0) return [];
        ReplicaTable replicas = Document.State.Replicas;
        return
        [
            .. losing.Where(register => register.Value != winner).Select(register =>
            {
                ReplicaState replica = replicas[register.Stamp.Replica];
                return new ConcurrentValue(register.Value, register.Stamp.Time, replica.Id, replica.Authors.At(register.Stamp.Counter));
            }),
        ];
    }
}
