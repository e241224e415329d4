namespace Notion.Crdt;

/// <summary>A counter that stands elsewhere.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Before">What it stood at.</param>
/// <param name="After">What it stands at.</param>
public readonly record struct CounterDelta(string Key, long Before, long After);
