namespace Notion.Crdt;

/// <summary>A piece of text with the same marks throughout. Immutable; safe from any thread.</summary>
/// <param name="Text">The text.</param>
/// <param name="Marks">Its marks.</param>
public readonly record struct TextRun(string Text, TextMarks Marks)
{
    /// <summary>The usual styles among its marks.</summary>
    public TextAnnotations Annotations => TextAnnotations.Of(Marks);

    /// <summary>Where it links to; null where it does not.</summary>
    public string? Link => StringOf(Marks[MarkTypes.Link]);

    internal static string? StringOf(PropertyValue value) => value.Kind == PropertyKind.String ? value.AsString() : null;
}
