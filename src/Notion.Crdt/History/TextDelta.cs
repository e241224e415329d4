using System.Text;

namespace Notion.Crdt;

/// <summary>One step through a text, from its start to its end, that makes another of it. What follows the last step is kept.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Length">Units of UTF-16 kept, inserted or left out.</param>
/// <param name="Text">What to insert; else empty.</param>
public readonly record struct TextDelta(TextDeltaKind Kind, int Length, string Text)
{
    private readonly TextMarks? _marks;

    /// <summary>All marks of the text inserted; of text kept, all that it has from now on, or null where they stay as they are.</summary>
    public TextMarks? Marks
    {
        get => Kind == TextDeltaKind.Insert ? _marks ?? TextMarks.None : _marks;
        init => _marks = Kind == TextDeltaKind.Insert && value is { IsEmpty: true } ? null : value;
    }

    /// <summary>Keeps what comes next.</summary>
    public static TextDelta Retain(int length) => new(TextDeltaKind.Retain, length, string.Empty);

    /// <summary>Keeps what comes next, but with other marks.</summary>
    public static TextDelta Mark(int length, TextMarks marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        return new(TextDeltaKind.Retain, length, string.Empty) { Marks = marks };
    }

    /// <summary>Puts text with marks in.</summary>
    public static TextDelta Insert(string text, TextMarks marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        return Insert(text) with { Marks = marks };
    }

    /// <summary>Puts text in.</summary>
    public static TextDelta Insert(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(TextDeltaKind.Insert, text.Length, text);
    }

    /// <summary>Leaves out what comes next.</summary>
    public static TextDelta Delete(int length) => new(TextDeltaKind.Delete, length, string.Empty);

    /// <summary>The text that the steps make of another.</summary>
    /// <exception cref="ArgumentException">The steps reach beyond the text's end.</exception>
    public static string Apply(string text, IReadOnlyList<TextDelta> steps)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(steps);
        var result = new StringBuilder(text.Length);
        int at = 0;
        foreach (TextDelta step in steps)
        {
            if (step.Kind == TextDeltaKind.Insert)
            {
                result.Append(step.Text);
                continue;
            }
            if (step.Length > text.Length - at) throw new ArgumentException($"The steps go beyond the text's {text.Length} units: they were made for another text.", nameof(steps));
            if (step.Kind == TextDeltaKind.Retain) result.Append(text, at, step.Length);
            at += step.Length;
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The text with marks that the steps make of another.</summary>
    /// <exception cref="ArgumentException">The steps reach beyond the text's end.</exception>
    public static RichText Apply(RichText text, IReadOnlyList<TextDelta> steps)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(steps);
        var result = new RichTextBuilder();
        int at = 0, length = text.Length;
        foreach (TextDelta step in steps)
        {
            if (step.Kind == TextDeltaKind.Insert)
            {
                result.Append(step.Text, step.Marks);
                continue;
            }
            if (step.Length > length - at) throw new ArgumentException($"The steps go beyond the text's {length} units: they were made for another text.", nameof(steps));
            if (step.Kind == TextDeltaKind.Retain)
                foreach (TextRun run in text.Slice(at, step.Length)) result.Append(run.Text, step.Marks ?? run.Marks);
            at += step.Length;
        }
        foreach (TextRun run in text.Slice(at, length - at)) result.Append(run.Text, run.Marks);
        return result.ToRichText();
    }
}
