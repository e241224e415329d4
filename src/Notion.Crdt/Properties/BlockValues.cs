namespace Notion.Crdt;

/// <summary>What one block holds beside registers with one value each.</summary>
internal sealed class BlockValues
{
    /// <summary>Stands for the block's type among <see cref="Losing"/>: no key is empty.</summary>
    public const string TypeKey = "";

    /// <summary>By key, the values that are concurrent with the register's, latest first.</summary>
    public Dictionary<string, PropertyRegister[]> Losing { get; } = new(0, StringComparer.Ordinal);

    /// <summary>By key, the members of each set, with the additions of each that no removal has seen.</summary>
    public Dictionary<string, Dictionary<PropertyValue, Stamp[]>> Sets { get; } = new(0, StringComparer.Ordinal);

    /// <summary>By key, the sum of each counter; one that stands at zero is left out.</summary>
    public Dictionary<string, long> Counters { get; } = new(0, StringComparer.Ordinal);

    public bool IsEmpty => Losing.Count + Sets.Count + Counters.Count == 0;
}
