using System.Collections;

namespace Notion.Crdt;

/// <summary>Text with marks, as runs. No run is empty, and neighbours differ in their marks, so equal texts have equal runs. Immutable; safe from any thread.</summary>
public sealed class RichText : IReadOnlyList<TextRun>, IEquatable<RichText>
{
    private readonly TextRun[] _runs;

    private RichText(TextRun[] runs) => _runs = runs;

    /// <summary>No text.</summary>
    public static RichText Empty { get; } = new([]);

    /// <summary>How many runs.</summary>
    public int Count => _runs.Length;

    /// <summary>The run at an index from 0.</summary>
    public TextRun this[int index] => _runs[index];

    /// <summary>The text without its marks.</summary>
    public string Text => _runs.Length == 1 ? _runs[0].Text : string.Concat(_runs.Select(run => run.Text));

    /// <summary>How many UTF-16 units <see cref="Text"/> has.</summary>
    public int Length => _runs.Sum(run => run.Text.Length);

    /// <summary>Text with the same marks throughout.</summary>
    /// <param name="text">The text; null counts as empty.</param>
    /// <param name="marks">Its marks; null for none.</param>
    public static RichText From(string? text, TextMarks? marks = null) =>
        string.IsNullOrEmpty(text) ? Empty : new RichText([new TextRun(text, marks ?? TextMarks.None)]);

    /// <summary>Text from runs: empty ones are left out, and neighbours with equal marks become one.</summary>
    public static RichText From(params IEnumerable<TextRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var builder = new RichTextBuilder();
        foreach (TextRun run in runs) builder.Append(run.Text, run.Marks);
        return builder.ToRichText();
    }

    /// <summary>Plain text.</summary>
    public static implicit operator RichText(string? text) => From(text);

    /// <summary>The one text followed by the other.</summary>
    public static RichText operator +(RichText left, RichText right) => From(left.Concat(right));

    /// <summary>A part of the text, with its marks.</summary>
    /// <param name="offset">Where it starts, in UTF-16 units.</param>
    /// <param name="length">How long it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie within the text.</exception>
    public RichText Slice(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        var builder = new RichTextBuilder();
        foreach (TextRun run in _runs)
        {
            int from = Math.Clamp(offset, 0, run.Text.Length), to = Math.Clamp(offset + length, 0, run.Text.Length);
            builder.Append(run.Text.AsSpan(from, to - from), run.Marks);
            offset -= run.Text.Length;
        }
        return builder.ToRichText();
    }

    /// <inheritdoc/>
    public IEnumerator<TextRun> GetEnumerator() => ((IEnumerable<TextRun>)_runs).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(RichText? other) => ReferenceEquals(this, other) || (other is not null && _runs.AsSpan().SequenceEqual(other._runs));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RichText);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (TextRun run in _runs) hash.Add(run);
        return hash.ToHashCode();
    }

    /// <summary>The runs with their marks, for people.</summary>
    public override string ToString() => string.Concat(_runs.Select(run => run.Marks.IsEmpty ? run.Text : $"[{run.Text}]({run.Marks})"));

    /// <summary>Runs that are in their final form already.</summary>
    internal static RichText Of(List<TextRun> runs) => runs.Count == 0 ? Empty : new RichText([.. runs]);
}
