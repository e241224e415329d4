namespace Notion.Server.Search;

/// <summary>One searchable text: a block's, or, with the nil UUID as block, the page's title.</summary>
/// <param name="Words">Its words in their order, folded.</param>
internal sealed record SearchEntry(Guid PageId, Guid BlockId, Guid WorkspaceId, IReadOnlyList<string> Words)
{
    /// <summary>More of one text is not searched: an entry of an index has its limits.</summary>
    private const int MaxWords = 10_000;

    private const int MaxCharacters = 200_000;

    public static SearchEntry Of(SearchHit place, Guid workspaceId, string text)
    {
        var words = new List<string>();
        int characters = 0;
        foreach (Word word in Search.Words.Of(text))
        {
            characters += word.Folded.Length;
            if (words.Count == MaxWords || characters > MaxCharacters) break;
            words.Add(word.Folded);
        }
        return new SearchEntry(place.PageId, place.BlockId, workspaceId, words);
    }

    public bool IsTitle => BlockId == Guid.Empty;

    /// <summary>A workspace as a word that no text can hold.</summary>
    public static string Scope(Guid workspaceId) => $"w{workspaceId:N}";
}
