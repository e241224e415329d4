using System.Globalization;
using Notion.Crdt;

namespace Notion.Databases;

/// <summary>What one row has of one property. Immutable; safe from any thread. The default is the empty value.</summary>
public readonly struct CellValue : IEquatable<CellValue>
{
    private readonly double _number;
    private readonly object? _object;

    private CellValue(CellKind kind, double number, object? value)
    {
        Kind = kind;
        _number = number;
        _object = value;
    }

    /// <summary>What the value is.</summary>
    public CellKind Kind { get; }

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => Kind == CellKind.Empty;

    /// <summary>No value.</summary>
    public static CellValue Empty => default;

    /// <summary>Text; empty for an empty one.</summary>
    public static CellValue Text(RichText? text) => text is null || text.Count == 0 ? default : new(CellKind.Text, 0, text);

    /// <summary>Text without marks; empty for an empty one.</summary>
    public static CellValue Text(string? text) => string.IsNullOrEmpty(text) ? default : new(CellKind.Text, 0, text);

    /// <summary>A number; empty for what is not finite. −0 becomes 0.</summary>
    public static CellValue Number(double number) => double.IsFinite(number) ? new(CellKind.Number, number == 0 ? 0 : number, null) : default;

    /// <summary>True or false.</summary>
    public static CellValue Flag(bool flag) => new(CellKind.Flag, flag ? 1 : 0, null);

    /// <summary>A date.</summary>
    public static CellValue Date(PropertyDate date) => new(CellKind.Date, 0, date);

    /// <summary>One option, by its id; empty for an empty one.</summary>
    public static CellValue Choice(string? optionId) => string.IsNullOrEmpty(optionId) ? default : new(CellKind.Choice, 0, optionId);

    /// <summary>Options, users or pages by their ids; empty for none.</summary>
    public static CellValue Items(params IEnumerable<string> ids)
    {
        string[] items = [.. ids.Distinct(StringComparer.Ordinal)];
        return items.Length == 0 ? default : new(CellKind.Items, 0, items);
    }

    /// <summary>Files; empty for none.</summary>
    public static CellValue Files(params IEnumerable<FileReference> files)
    {
        FileReference[] all = [.. files];
        return all.Length == 0 ? default : new(CellKind.Files, 0, all);
    }

    /// <summary>Values of several rows, empty ones included.</summary>
    public static CellValue List(params IEnumerable<CellValue> values) => new(CellKind.List, 0, values.ToArray());

    /// <summary>The text; empty for another kind.</summary>
    public string AsText() => Kind == CellKind.Text ? _object as string ?? ((RichText)_object!).Text : string.Empty;

    /// <summary>The text with its marks; empty for another kind.</summary>
    public RichText AsRichText() => Kind == CellKind.Text ? _object as RichText ?? RichText.From((string)_object!) : RichText.Empty;

    /// <summary>The number; null for another kind.</summary>
    public double? AsNumber() => Kind == CellKind.Number ? _number : null;

    /// <summary>The flag; false for another kind.</summary>
    public bool AsFlag() => Kind == CellKind.Flag && _number != 0;

    /// <summary>The date; null for another kind.</summary>
    public PropertyDate? AsDate() => Kind == CellKind.Date ? (PropertyDate)_object! : null;

    /// <summary>The option's id; null for another kind.</summary>
    public string? AsChoice() => Kind == CellKind.Choice ? (string)_object! : null;

    /// <summary>The ids, of a choice the one; none for another kind.</summary>
    public IReadOnlyList<string> AsItems() => Kind switch
    {
        CellKind.Items => (string[])_object!,
        CellKind.Choice => [(string)_object!],
        _ => [],
    };

    /// <summary>The files; none for another kind.</summary>
    public IReadOnlyList<FileReference> AsFiles() => Kind == CellKind.Files ? (FileReference[])_object! : [];

    /// <summary>The values of several rows; none for another kind.</summary>
    public IReadOnlyList<CellValue> AsList() => Kind == CellKind.List ? (CellValue[])_object! : [];

    /// <inheritdoc/>
    public bool Equals(CellValue other)
    {
        if (Kind != other.Kind) return false;
        return Kind switch
        {
            CellKind.Empty => true,
            CellKind.Number or CellKind.Flag => _number.Equals(other._number),
            CellKind.Text => _object is string text && other._object is string same ? text == same : AsRichText().Equals(other.AsRichText()),
            CellKind.Items => AsItems().SequenceEqual(other.AsItems(), StringComparer.Ordinal),
            CellKind.Files => AsFiles().SequenceEqual(other.AsFiles()),
            CellKind.List => AsList().SequenceEqual(other.AsList()),
            _ => _object!.Equals(other._object),
        };
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CellValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, ToString());

    /// <summary>Equal values of one kind.</summary>
    public static bool operator ==(CellValue left, CellValue right) => left.Equals(right);

    /// <summary>Different values, or kinds.</summary>
    public static bool operator !=(CellValue left, CellValue right) => !left.Equals(right);

    /// <summary>The value as people would write it, ids as they are; nothing for the empty one.</summary>
    public override string ToString() => Kind switch
    {
        CellKind.Empty => string.Empty,
        CellKind.Text => AsText(),
        CellKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        CellKind.Flag => AsFlag() ? "true" : "false",
        CellKind.Items => string.Join(", ", AsItems()),
        CellKind.Files => string.Join(", ", AsFiles().Select(file => file.Name)),
        CellKind.List => string.Join(", ", AsList()),
        _ => _object!.ToString()!,
    };
}
