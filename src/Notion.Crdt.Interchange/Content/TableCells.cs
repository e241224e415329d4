using System.Globalization;

namespace Notion.Crdt.Interchange;

/// <summary>Which texts of a row are cells of a table, for formats that write tables as such.</summary>
internal static class TableCells
{
    /// <summary>How many columns are written at most, so that a single cell far to the right does not make thousands of empty ones in every row.</summary>
    public const int MaxColumns = 100;

    /// <summary>The number of the column that a text of this key stands in; -1 where it is no cell, or none that is written.</summary>
    public static int ColumnOf(string key)
    {
        const string Prefix = "cell_";
        return key.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int column)
            && column < MaxColumns && BlockTexts.Cell(column) == key ? column : -1;
    }

    /// <summary>How many columns a row fills.</summary>
    public static int Count(BlockContent row) => row.Texts.Keys.Select(ColumnOf).DefaultIfEmpty(-1).Max() + 1;

    /// <summary>How many columns a table says that it has; 0 where it says nothing of use.</summary>
    public static int Width(BlockContent table) =>
        table.Properties.TryGetValue(BlockProperties.TableWidth.Key, out PropertyValue width) && width.Kind == PropertyKind.Integer && width.AsInteger() is > 0 and <= MaxColumns and var columns ? (int)columns : 0;
}
