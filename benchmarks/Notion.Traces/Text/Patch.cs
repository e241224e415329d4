namespace Notion.Traces;

/// <summary>One edit of a text: at <paramref name="Position"/> remove <paramref name="Deleted"/>, then insert <paramref name="Inserted"/>.</summary>
/// <param name="Position">From 0; in the unit that the owner of the patch states: UTF-16 units or code points.</param>
/// <param name="Deleted">In the same unit.</param>
/// <param name="Inserted">Text, possibly empty.</param>
public readonly record struct Patch(int Position, int Deleted, string Inserted);
