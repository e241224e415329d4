using Notion.Crdt;

namespace Notion.Traces;

/// <summary>One operation of a block trace. Blocks are numbered from 1; 0 is the root.</summary>
/// <param name="Kind">Which members below have a meaning.</param>
/// <param name="Replica">Who does it, from 0.</param>
/// <param name="Block">The block it is about.</param>
/// <param name="Parent">Create and move: where to.</param>
/// <param name="Index">Create and move: position among the parent's other children, or any larger number for the end.</param>
/// <param name="Key">Property: its name. Create: <c>type</c>.</param>
/// <param name="Value">Property: its value. Create: the type.</param>
public readonly record struct BlockOperation(
    BlockOperationKind Kind, int Replica, int Block, int Parent = 0, int Index = 0, string Key = "type", PropertyValue Value = default);
