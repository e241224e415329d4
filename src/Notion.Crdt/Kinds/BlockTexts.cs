namespace Notion.Crdt;

/// <summary>Keys of the properties that are text which many people edit at once, with marks: see <see cref="Block.GetRichText(string)"/>.</summary>
public static class BlockTexts
{
    /// <summary>Pages: the title.</summary>
    public const string Title = "title";

    /// <summary>Images, videos, embeds, bookmarks, files and code: what stands under it.</summary>
    public const string Caption = "caption";

    /// <summary>Rows of tables: the key of a cell, <c>cell_</c> and the number of its column.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="column"/> is negative.</exception>
    public static string Cell(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cell_{column}");
    }
}
