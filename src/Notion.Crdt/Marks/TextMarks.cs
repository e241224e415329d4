using System.Collections;
using System.Collections.Immutable;

namespace Notion.Crdt;

/// <summary>The marks on a piece of text: a set, at most one for each type and id. Immutable, equal by value; safe from any thread.</summary>
/// <remarks>Sets made from one another share what they have in common: a text under thousands of overlapping comments takes no more than they do.</remarks>
public sealed class TextMarks : IReadOnlyCollection<TextMark>, IEquatable<TextMarks>
{
    private readonly ImmutableSortedDictionary<MarkKey, PropertyValue> _marks;

    private TextMarks(ImmutableSortedDictionary<MarkKey, PropertyValue> marks) => _marks = marks;

    /// <summary>No marks.</summary>
    public static TextMarks None { get; } = new(ImmutableSortedDictionary<MarkKey, PropertyValue>.Empty);

    /// <summary>How many.</summary>
    public int Count => _marks.Count;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _marks.IsEmpty;

    /// <summary>The value of the mark of a type that has no id; <see cref="PropertyValue.Null"/> where there is none.</summary>
    /// <param name="type">The name of the type.</param>
    public PropertyValue this[string type] => this[type, null];

    /// <summary>The value of a mark by type and id; <see cref="PropertyValue.Null"/> where there is none.</summary>
    /// <param name="type">The name of the type.</param>
    /// <param name="id">Which of several; null for a type that is not many by id.</param>
    public PropertyValue this[string type, string? id] => _marks.GetValueOrDefault(new MarkKey(type, id));

    /// <summary>Whether there is a mark of a type, with whatever id and value, except that the value false counts as none.</summary>
    /// <param name="type">The name of the type.</param>
    public bool Has(string type)
    {
        foreach ((MarkKey key, PropertyValue value) in _marks)
            if (key.Type == type && value != false) return true;
        return false;
    }

    /// <summary>These marks and one more, or another value in the place of one of the same type without id.</summary>
    /// <param name="type">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.BrokenSurrogatePair"/></exception>
    public TextMarks With(string type, PropertyValue value) => With(type, null, value);

    /// <summary>These marks and one more, or another value in the place of one of the same type and id.</summary>
    /// <param name="type">1 to 1,024 bytes of UTF-8.</param>
    /// <param name="id">Which of several, 1 to 1,024 bytes of UTF-8; null for a type that is not many by id.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.BrokenSurrogatePair"/></exception>
    public TextMarks With(string type, string? id, PropertyValue value)
    {
        var key = new MarkKey(type, id);
        key.ThrowIfInvalid();
        if (value.Kind == PropertyKind.String) Surrogates.ThrowIfBroken(value.AsString());
        return With(key, value);
    }

    /// <summary>These marks without the one of a type and id, if there is one.</summary>
    /// <param name="type">The name of the type.</param>
    /// <param name="id">Which of several; null for a type that is not many by id.</param>
    public TextMarks Without(string type, string? id = null) => With(new MarkKey(type, id), PropertyValue.Null);

    /// <inheritdoc/>
    public bool Equals(TextMarks? other) =>
        ReferenceEquals(this, other) || (other is not null && (ReferenceEquals(_marks, other._marks) || (Count == other.Count && _marks.SequenceEqual(other._marks))));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextMarks);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (KeyValuePair<MarkKey, PropertyValue> mark in _marks) hash.Add(mark);
        return hash.ToHashCode();
    }

    /// <summary>The marks sorted by type, then by id, ordinal.</summary>
    public IEnumerator<TextMark> GetEnumerator() => _marks.Select(mark => new TextMark(mark.Key.Type, mark.Key.Id, mark.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The marks, separated by commas.</summary>
    public override string ToString() => string.Join(", ", this);

    internal TextMarks With(MarkKey key, PropertyValue value)
    {
        ImmutableSortedDictionary<MarkKey, PropertyValue> marks = value == PropertyValue.Null ? _marks.Remove(key) : _marks.SetItem(key, value);
        return ReferenceEquals(marks, _marks) ? this : marks.IsEmpty ? None : new TextMarks(marks);
    }
}
