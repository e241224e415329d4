namespace Notion.Server.Store;

/// <summary>One value, or one member of a value, as filters and sorts see it.</summary>
/// <param name="Slot">Which value; empty for all of them as JSON.</param>
/// <param name="Item">The id of a member; empty for values that are none.</param>
/// <param name="Text">The folded text.</param>
/// <param name="SortText">The part of it that sorts look at.</param>
/// <param name="Number">The number, moment or flag.</param>
/// <param name="Json">All values of the row.</param>
internal sealed record RowEntry(string Slot, string Item, string? Text = null, string? SortText = null, double? Number = null, string? Json = null);
