using Notion.Server.Store.Sql;

namespace Notion.Server.Search;

/// <summary>Finds texts by their words; each database in its own way. It knows nothing of permissions: whoever asks it asks the guard, too.</summary>
internal interface ISearchIndex
{
    /// <summary>The database that the index lies in: the one of the texts, or one of its own.</summary>
    ISqlDatabase Place { get; }

    /// <summary>Whether it has just been made and nothing was ever put into it: everything there is has to be.</summary>
    bool IsNew { get; }

    /// <summary>Puts the entries in the place of what there is of the same blocks. An entry without words takes it out. Inside a transaction in <see cref="Place"/>.</summary>
    ValueTask PutAsync(ISqlSession session, IReadOnlyList<SearchEntry> entries);

    /// <summary>Takes everything out; it is not new any more. Inside a transaction in <see cref="Place"/>.</summary>
    ValueTask ClearAsync(ISqlSession session);

    /// <summary>The texts that have all the words, the last as a beginning; the best first, titles before text.</summary>
    /// <param name="words">Folded; at least one.</param>
    /// <param name="workspaces">Where to look; at least one.</param>
    /// <param name="skip">How many hits to leave out.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<IReadOnlyList<SearchHit>> FindAsync(IReadOnlyList<string> words, IReadOnlyList<Guid> workspaces, int skip, int limit, CancellationToken cancellation = default) =>
        FindAsync(words, workspaces, titlesOnly: false, skip, limit, cancellation);

    /// <summary>The same, among the titles of pages only where that is wanted.</summary>
    Task<IReadOnlyList<SearchHit>> FindAsync(IReadOnlyList<string> words, IReadOnlyList<Guid> workspaces, bool titlesOnly, int skip, int limit, CancellationToken cancellation = default);
}
