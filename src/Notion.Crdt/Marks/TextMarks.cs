using System.Collections;

namespace Notion.Crdt;

/// <summary>The marks on a piece of text: a set, at most one for each type and id. Immutable, equal by value; safe from any thread.</summary>
public sealed class TextMarks : IReadOnlyCollection<TextMark>, IEquatable<TextMarks>
{
    private readonly TextMark[] _marks;                 // sorted by type, then id

    private TextMarks(TextMark[] marks) => _marks = marks;

    /// <summary>No marks.</summary>
    public static TextMarks None { get; } = new([]);

    /// <summary>How many.</summary>
    public int Count => _marks.Length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _marks.Length == 0;

    /// <summary>The value of the mark of a type that has no id; <see cref="PropertyValue.Null"/> where there is none.</summary>
    public PropertyValue this[string type] => this[type, null];

    /// <summary>The value of a mark by type and id; <see cref="PropertyValue.Null"/> where there is none.</summary>
    public PropertyValue this[string type, string? id]
    {
        get
        {
            int at = Find(type, id);
            return at < 0 ? PropertyValue.Null : _marks[at].Value;
        }
    }

    /// <summary>Whether there is a mark of a type, with whatever id and value, except that the value false counts as none.</summary>
    public bool Has(string type)
    {
        foreach (TextMark mark in _marks)
            if (mark.Type == type && mark.Value != false) return true;
        return false;
    }

    /// <summary>These marks and one more, or another value in the place of one of the same type without id.</summary>
    /// <param name="type">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    public TextMarks With(string type, PropertyValue value) => With(type, null, value);

    /// <summary>These marks and one more, or another value in the place of one of the same type and id.</summary>
    /// <param name="type">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="id">Which of several, at most 1,024 bytes of UTF-8; null for a type that is not many by id.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">A name is empty, too long or holds half of a surrogate pair.</exception>
    public TextMarks With(string type, string? id, PropertyValue value)
    {
        RequireKey(type, id);
        int at = Find(type, id);
        if (value == PropertyValue.Null) return at < 0 ? this : Of([.. _marks[..at], .. _marks[(at + 1)..]]);
        if (value.Kind == PropertyKind.String) Surrogates.ThrowIfBroken(value.AsString());
        if (at < 0) return new TextMarks([.. _marks[..~at], new TextMark(type, id, value), .. _marks[~at..]]);
        return _marks[at].Value == value ? this : new TextMarks([.. _marks[..at], new TextMark(type, id, value), .. _marks[(at + 1)..]]);
    }

    /// <summary>These marks without the one of a type and id, if there is one.</summary>
    public TextMarks Without(string type, string? id = null) => With(type, id, PropertyValue.Null);

    /// <inheritdoc/>
    public bool Equals(TextMarks? other) => ReferenceEquals(this, other) || (other is not null && _marks.AsSpan().SequenceEqual(other._marks));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextMarks);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (TextMark mark in _marks) hash.Add(mark);
        return hash.ToHashCode();
    }

    /// <summary>The marks sorted by type, then by id, ordinal.</summary>
    public IEnumerator<TextMark> GetEnumerator() => ((IEnumerable<TextMark>)_marks).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The marks, separated by commas.</summary>
    public override string ToString() => string.Join(", ", _marks);

    internal static void RequireKey(string type, string? id)
    {
        Document.RequireName(type, nameof(type));
        if (id is not null) Document.RequireName(id, nameof(id));
    }

    /// <summary>Marks that are sorted and distinct already.</summary>
    internal static TextMarks Of(TextMark[] sorted) => sorted.Length == 0 ? None : new TextMarks(sorted);

    private int Find(string type, string? id)
    {
        int low = 0, high = _marks.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = TextMark.CompareKeys(type, id, _marks[middle]);
            if (order == 0) return middle;
            if (order > 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }
}
