namespace Notion.Crdt;

/// <summary>A place beside an element, where marks begin and end: what is inserted between two neighbours comes after the place after the one and before the place before the other.</summary>
/// <param name="Element">The element, erased or not; <see cref="ElementId.None"/> for the end of the sequence.</param>
/// <param name="After">Right after it, rather than right before it.</param>
internal readonly record struct MarkAnchor(ElementId Element, bool After)
{
    /// <summary>Behind everything that is, or ever will be, in the sequence.</summary>
    public static MarkAnchor End => new(ElementId.None, false);

    public bool IsEnd => Element.IsNone;
}
