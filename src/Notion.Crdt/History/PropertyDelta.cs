namespace Notion.Crdt;

/// <summary>A property that differs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Before">Its value before; <see cref="PropertyValue.Null"/> where it was not set.</param>
/// <param name="After">Its value after; <see cref="PropertyValue.Null"/> where it is not set.</param>
public readonly record struct PropertyDelta(string Key, PropertyValue Before, PropertyValue After);
