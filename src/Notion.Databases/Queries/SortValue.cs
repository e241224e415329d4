namespace Notion.Databases;

/// <summary>What one row has of one sort key: a text, a number, or no value.</summary>
internal readonly record struct SortValue(bool HasValue, string? Text, double Number)
{
    public static SortValue None => default;

    public static SortValue Of(string? text) => new(text is not null, text, 0);

    public static SortValue Of(double? number) => new(number is not null, null, number ?? 0);

    /// <summary>As cursors hold it.</summary>
    public object? ToObject() => HasValue ? Text ?? (object)Number : null;

    public static SortValue From(object? key) => key switch
    {
        string text => Of(text),
        double number => Of(number),
        _ => None,
    };

    /// <summary>Without a value last, up or down.</summary>
    public int CompareTo(in SortValue other, bool descending)
    {
        if (HasValue != other.HasValue) return HasValue ? -1 : 1;
        int order = Text is not null && other.Text is not null ? FoldedText.Compare(Text, other.Text) : Number.CompareTo(other.Number);
        return descending ? -order : order;
    }
}
