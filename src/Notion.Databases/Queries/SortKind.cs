namespace Notion.Databases;

/// <summary>How values compare where rows are sorted.</summary>
public enum SortKind
{
    /// <summary>As folded texts, by code points, as far as <see cref="FoldedText.SortKey"/> goes.</summary>
    Text,

    /// <summary>As numbers, moments in milliseconds, or flags with false before true.</summary>
    Number,

    /// <summary>As <see cref="Number"/>; no value is false.</summary>
    Flag,

    /// <summary>By the least id, ordinally.</summary>
    Item,

    /// <summary>By the least place of an id: <see cref="SortKey.Places"/>.</summary>
    Places,
}
