namespace Notion.Crdt;

/// <summary>A set with other members.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Added">Members that came, sorted.</param>
/// <param name="Removed">Members that went, sorted.</param>
public sealed record SetDelta(string Key, IReadOnlyList<PropertyValue> Added, IReadOnlyList<PropertyValue> Removed);
