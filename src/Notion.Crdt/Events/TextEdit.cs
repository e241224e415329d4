namespace Notion.Crdt;

/// <summary>One step from a block's old text to its new.</summary>
/// <param name="Offset">Where, in UTF-16 units of the text after the steps before this one.</param>
/// <param name="Removed">How many units go.</param>
/// <param name="Inserted">What comes in their place.</param>
public readonly record struct TextEdit(int Offset, int Removed, string Inserted);
