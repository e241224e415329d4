namespace Notion.Server.Store;

/// <summary>What people say about pages. Asks nobody for leave.</summary>
internal interface ICommentStore
{
    /// <summary>False when the page has gone, or its discussion has.</summary>
    Task<bool> TryAddAsync(Comment comment, bool isReply, CancellationToken cancellation = default);

    Task<Comment?> FindAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>The first comment of a discussion; null where there is none.</summary>
    Task<Comment?> FindDiscussionAsync(Guid discussionId, CancellationToken cancellation = default);

    /// <summary>Those about a page itself, or about one block of it, the oldest first.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="blockId">The block; null for the page itself.</param>
    /// <param name="after">Behind this one; null from the first on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<IReadOnlyList<Comment>> ListAsync(Guid pageId, Guid? blockId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellation = default);

    /// <summary>False when there is no such comment.</summary>
    Task<bool> ChangeAsync(Guid id, string content, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>False when there is no such comment.</summary>
    Task<bool> RemoveAsync(Guid id, CancellationToken cancellation = default);
}
