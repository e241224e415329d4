namespace Notion.Server.Search;

/// <summary>One searchable text: a block's, or, with the nil UUID as block, the page's title.</summary>
/// <param name="Words">Its words in their order, folded.</param>
internal sealed record SearchEntry(Guid PageId, Guid BlockId, Guid WorkspaceId, IReadOnlyList<string> Words)
{
    /// <summary>More words of one text are not searched.</summary>
    public const int MaxWords = 10_000;

    public bool IsTitle => BlockId == Guid.Empty;

    /// <summary>A workspace as a word that no text can hold.</summary>
    public static string Scope(Guid workspaceId) => $"w{workspaceId:N}";
}
