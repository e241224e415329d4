namespace Notion.Crdt;

/// <summary>Who did something.</summary>
/// <param name="Operation">The operation that did it.</param>
/// <param name="Time">Its timestamp; null where compaction has left none.</param>
/// <param name="Author">Who did it, where the change names an author and compaction has left it.</param>
public readonly record struct Attribution(OpId Operation, HlcTimestamp? Time, string? Author);

/// <summary>A run of text that one change brought in.</summary>
/// <param name="Offset">Where it stands in the block's text, in UTF-16 units.</param>
/// <param name="Length">How long it is.</param>
/// <param name="By">Who typed it; the operation is that of its first character.</param>
public readonly record struct AuthoredText(int Offset, int Length, Attribution By);

/// <summary>Who wrote what of a block.</summary>
/// <param name="Created">Who created it.</param>
/// <param name="Placed">Who put it where it is: created, moved, restored, deleted or joined it last.</param>
/// <param name="Type">Who gave it its type.</param>
/// <param name="Properties">Who set which property last, the removed ones included.</param>
/// <param name="Text">Its text, in order, without gaps.</param>
public sealed record BlockAuthorship(
    Attribution Created, Attribution Placed, Attribution Type, IReadOnlyDictionary<string, Attribution> Properties, IReadOnlyList<AuthoredText> Text);
