namespace Notion.Server.NotionApi;

/// <summary>
/// What a body names by id: pages, blocks and people. The body is read twice: the first time what it names is collected; then all of it is looked for at once (<see cref="ReferenceFinder"/>), and what
/// the asker may not see is refused; the second time the names are known, as they are written into the text of mentions.
/// </summary>
internal sealed class References
{
    public Dictionary<Guid, string?> Pages { get; } = [];

    public Dictionary<Guid, string?> Users { get; } = [];

    public Dictionary<Guid, string?> Blocks { get; } = [];

    /// <summary>Whether what was collected has been looked for: what has no name then is not to be seen.</summary>
    public bool IsResolved { get; set; }

    public bool IsEmpty => Pages.Count + Users.Count + Blocks.Count == 0;

    /// <summary>The title of a page.</summary>
    /// <exception cref="ApiException">The asker may not see it, or it is not there.</exception>
    public string Page(Guid id) => Find(Pages, id, "page");

    /// <summary>The name of a user.</summary>
    /// <exception cref="ApiException">They do not belong to the workspace.</exception>
    public string User(Guid id) => Find(Users, id, "user");

    /// <summary>A block.</summary>
    /// <exception cref="ApiException">The asker may not see its page, or it is not there.</exception>
    public Guid Block(Guid id)
    {
        Find(Blocks, id, "block");
        return id;
    }

    private string Find(Dictionary<Guid, string?> names, Guid id, string kind)
    {
        if (IsResolved) return names.GetValueOrDefault(id) ?? throw ApiException.NotFound(kind);
        names.TryAdd(id, null);
        return "?";
    }
}
