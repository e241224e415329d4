namespace Notion.Crdt;

/// <summary>Keys of the properties that are text which many people edit at once, with marks: see <see cref="Block.GetRichText(string)"/>.</summary>
public static class BlockTexts
{
    /// <summary>Pages: the title.</summary>
    public const string Title = "title";

    /// <summary>Images, videos, embeds, bookmarks, files and code: what stands under it.</summary>
    public const string Caption = "caption";
}
