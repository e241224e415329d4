namespace Notion.Crdt;

/// <summary>Which neighbour a cursor stays with, in reading order, when text comes between the two.</summary>
public enum CursorBias
{
    /// <summary>The character before it: what is inserted at the cursor comes after it. At a block's start it stays at that start.</summary>
    Left,

    /// <summary>The character after it: what is inserted at the cursor comes before it. At a block's end it stays at the end.</summary>
    Right,
}
