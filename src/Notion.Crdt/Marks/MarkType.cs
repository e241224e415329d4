namespace Notion.Crdt;

/// <summary>How marks of one name behave. Immutable; safe from any thread.</summary>
/// <param name="Name">What it is called in documents: 1 to 1,024 bytes of UTF-8.</param>
/// <param name="Expand">Whether it grows with text typed at its edges.</param>
/// <param name="Overlap">What two of them on the same text come to.</param>
public sealed record MarkType(string Name, MarkExpand Expand, MarkOverlap Overlap = MarkOverlap.OneValue)
{
    /// <summary>What removing such a mark does with text typed at the edges of where it was removed: the complement, so that nothing typed beside bare text is marked.</summary>
    /// <remarks>A mark that grows at one end takes after the text on that side of it, and so does its removal. One that grows at no end must not come back at one.</remarks>
    internal MarkExpand ExpandOfRemoval => Expand switch
    {
        MarkExpand.None => MarkExpand.Both,
        MarkExpand.Both => MarkExpand.None,
        _ => Expand,
    };
}
