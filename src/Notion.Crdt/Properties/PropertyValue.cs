using System.Globalization;

namespace Notion.Crdt;

/// <summary>A block property's value. Immutable; safe from any thread.</summary>
public readonly struct PropertyValue : IEquatable<PropertyValue>, IComparable<PropertyValue>
{
    private readonly long _bits;
    private readonly string? _text;

    private PropertyValue(PropertyKind kind, long bits, string? text = null)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>What the value is.</summary>
    public PropertyKind Kind { get; }

    /// <summary>The absent value.</summary>
    public static PropertyValue Null => default;

    /// <summary>A truth value.</summary>
    public static PropertyValue From(bool value) => new(PropertyKind.Boolean, value ? 1 : 0);

    /// <summary>An integer.</summary>
    public static PropertyValue From(long value) => new(PropertyKind.Integer, value);

    /// <summary>A number. Every NaN becomes the same NaN, so that equal values have equal bytes.</summary>
    public static PropertyValue From(double value) =>
        new(PropertyKind.Number, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));

    /// <summary>A string; null becomes <see cref="Null"/>.</summary>
    public static PropertyValue From(string? value) => value is null ? default : new(PropertyKind.String, 0, value);

    /// <summary>The truth value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool AsBoolean() => Kind == PropertyKind.Boolean ? _bits != 0 : throw Mismatch(PropertyKind.Boolean);

    /// <summary>The integer.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long AsInteger() => Kind == PropertyKind.Integer ? _bits : throw Mismatch(PropertyKind.Integer);

    /// <summary>The number; integers convert.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public double AsNumber() => Kind switch
    {
        PropertyKind.Number => BitConverter.Int64BitsToDouble(_bits),
        PropertyKind.Integer => _bits,
        _ => throw Mismatch(PropertyKind.Number),
    };

    /// <summary>The string.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string AsString() => Kind == PropertyKind.String ? _text! : throw Mismatch(PropertyKind.String);

    /// <summary>A truth value.</summary>
    public static implicit operator PropertyValue(bool value) => From(value);

    /// <summary>An integer.</summary>
    public static implicit operator PropertyValue(long value) => From(value);

    /// <summary>A number.</summary>
    public static implicit operator PropertyValue(double value) => From(value);

    /// <summary>A string.</summary>
    public static implicit operator PropertyValue(string? value) => From(value);

    /// <inheritdoc/>
    public bool Equals(PropertyValue other) => Kind == other.Kind && _bits == other._bits && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PropertyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bits, _text);

    /// <summary>
    /// A total order, the same everywhere: by <see cref="Kind"/>, then false before true, numbers by size (NaN first, −0 before 0), strings ordinally.
    /// </summary>
    public int CompareTo(PropertyValue other)
    {
        if (Kind != other.Kind) return Kind.CompareTo(other.Kind);
        switch (Kind)
        {
            case PropertyKind.Number:
                int order = AsNumber().CompareTo(other.AsNumber());
                return order != 0 ? order : _bits.CompareTo(other._bits);
            case PropertyKind.String:
                return string.CompareOrdinal(_text, other._text);
            default:
                return _bits.CompareTo(other._bits);
        }
    }

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <(PropertyValue left, PropertyValue right) => left.CompareTo(right) < 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >(PropertyValue left, PropertyValue right) => left.CompareTo(right) > 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator <=(PropertyValue left, PropertyValue right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as <see cref="CompareTo"/> does.</summary>
    public static bool operator >=(PropertyValue left, PropertyValue right) => left.CompareTo(right) >= 0;

    /// <summary>Same kind and same value.</summary>
    public static bool operator ==(PropertyValue left, PropertyValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(PropertyValue left, PropertyValue right) => !left.Equals(right);

    /// <summary>The value as people would write it; empty for <see cref="Null"/>.</summary>
    public override string ToString() => Kind switch
    {
        PropertyKind.Boolean => _bits != 0 ? "true" : "false",
        PropertyKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        PropertyKind.Number => AsNumber().ToString(CultureInfo.InvariantCulture),
        PropertyKind.String => _text!,
        _ => string.Empty,
    };

    private InvalidOperationException Mismatch(PropertyKind wanted) => new($"The property is a {Kind}, not a {wanted}: look at Kind first.");
}
