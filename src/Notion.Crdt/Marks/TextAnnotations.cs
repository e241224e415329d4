namespace Notion.Crdt;

/// <summary>The usual styles of a run, one by one, for programs that know only these.</summary>
/// <param name="Bold">Bold.</param>
/// <param name="Italic">Italic.</param>
/// <param name="Underline">Underlined.</param>
/// <param name="Strikethrough">Struck through.</param>
/// <param name="Code">Code.</param>
/// <param name="Color">The colour; null for the text's own.</param>
public readonly record struct TextAnnotations(bool Bold, bool Italic, bool Underline, bool Strikethrough, bool Code, string? Color)
{
    internal static TextAnnotations Of(TextMarks marks) => new(
        marks.Has(MarkTypes.Bold), marks.Has(MarkTypes.Italic), marks.Has(MarkTypes.Underline), marks.Has(MarkTypes.Strikethrough), marks.Has(MarkTypes.Code),
        TextRun.StringOf(marks[MarkTypes.Color]));
}
