namespace Notion.Crdt;

/// <summary>What an operation on a register, a set or a counter says that the state does not tell any more.</summary>
internal readonly record struct PackedValue(BlockNode Block, string Key, PropertyValue Value);
