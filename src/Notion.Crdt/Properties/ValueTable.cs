namespace Notion.Crdt;

/// <summary>
/// Values that more than one operation makes up: concurrent values of a register, sets and counters. Most blocks have none, so they stand in a table beside the blocks.
/// </summary>
/// <remarks>
/// <para><b>Concurrent values.</b> Of all operations that set a register, those count that no other one's author had seen. The greatest stamp wins, the others stay as a conflict.
/// A change is applied after all that its author had seen, so it is enough to drop, when an operation comes, what that one had seen.</para>
/// <para><b>Sets.</b> An observed-remove set (Shapiro et al., "A comprehensive study of convergent and commutative replicated data types", 2011) without tags on the wire: a removal
/// drops the additions that its author had seen, which <see cref="Knowledge"/> tells; so additions win. An addition drops those of the same value that its author had seen, too:
/// whoever has seen the later one has seen them. So of each value no more additions are kept than there are replicas, and of what was removed nothing.</para>
/// <para><b>Counters.</b> A sum, modulo 2⁶⁴.</para>
/// <para>Complexity: O(c) for an operation on a value with c concurrent writers.</para>
/// </remarks>
internal sealed class ValueTable(ReplicaTable replicas)
{
    private readonly Dictionary<BlockNode, BlockValues> _blocks = [];

    /// <summary>Members of all sets, and counters.</summary>
    public int Count { get; private set; }

    /// <summary>The block's values; null where it has none.</summary>
    public BlockValues? Find(BlockNode block) => _blocks.GetValueOrDefault(block);

    /// <summary>The block's values, made where it has none: for who then adds some.</summary>
    public BlockValues GetOrAdd(BlockNode block)
    {
        if (!_blocks.TryGetValue(block, out BlockValues? values)) _blocks.Add(block, values = new BlockValues());
        return values;
    }

    public PropertyRegister[] Losing(BlockNode block, string key) => Find(block)?.Losing.GetValueOrDefault(key) ?? [];

    /// <summary>Which of a register's values wins after a new one has come, and which stay beside it.</summary>
    public (PropertyRegister Winner, PropertyRegister[] Losing) Decide(PropertyRegister current, PropertyRegister[] losing, PropertyRegister made)
    {
        bool saw = replicas.Saw(made.Stamp, current.Stamp);
        if (saw && losing.Length == 0) return (made, losing);
        List<PropertyRegister> open = [.. losing.Where(other => !replicas.Saw(made.Stamp, other.Stamp)), made];
        if (!saw) open.Add(current);
        open.Sort((left, right) => replicas.Compare(right.Stamp, left.Stamp));
        return (open[0], [.. open.Skip(1)]);
    }

    public void SetLosing(BlockNode block, string key, PropertyRegister[] losing)
    {
        BlockValues values = GetOrAdd(block);
        if (losing.Length > 0) values.Losing[key] = losing;
        else values.Losing.Remove(key);
        Prune(block, values);
    }

    /// <summary>The additions of a value that count; empty where it is no member.</summary>
    public Stamp[] Adds(BlockNode block, string key, PropertyValue value) =>
        Find(block)?.Sets.GetValueOrDefault(key)?.GetValueOrDefault(value) ?? [];

    /// <summary>Those of some additions that an operation's author had not seen.</summary>
    public Stamp[] Unseen(Stamp[] adds, Stamp by) => adds.Length == 0 ? adds : Array.FindAll(adds, add => !replicas.Saw(by, add));

    public void SetAdds(BlockNode block, string key, PropertyValue value, Stamp[] adds)
    {
        BlockValues values = GetOrAdd(block);
        if (!values.Sets.TryGetValue(key, out Dictionary<PropertyValue, Stamp[]>? members)) values.Sets.Add(key, members = []);
        Count -= members.Count;
        if (adds.Length > 0) members[value] = adds;
        else members.Remove(value);
        Count += members.Count;
        if (members.Count == 0) values.Sets.Remove(key);
        Prune(block, values);
    }

    public void Increment(BlockNode block, string key, long amount)
    {
        BlockValues values = GetOrAdd(block);
        Count -= values.Counters.Count;
        long sum = unchecked(values.Counters.GetValueOrDefault(key) + amount);
        if (sum != 0) values.Counters[key] = sum;
        else values.Counters.Remove(key);
        Count += values.Counters.Count;
        Prune(block, values);
    }

    private void Prune(BlockNode block, BlockValues values)
    {
        if (values.IsEmpty) _blocks.Remove(block);
    }
}
