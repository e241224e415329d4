namespace Notion.Crdt;

/// <summary>A run of text that one change brought in.</summary>
/// <param name="Offset">Where it stands in the block's text, in UTF-16 units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="By">Who typed it; the operation is that of its first character.</param>
public readonly record struct AuthoredText(int Offset, int Length, Attribution By);
