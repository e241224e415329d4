namespace Notion.Server.Store.Sql;

internal sealed class SqlCommentStore(ISqlDatabase database) : ICommentStore
{
    private const string Select =
        "SELECT c.id, c.discussion_id, c.page_id, c.block_id, c.author_id, u.name, c.content, c.created_at, c.edited_at FROM comments c JOIN users u ON u.id = c.author_id ";

    public Task<bool> TryAddAsync(Comment comment, bool isReply, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            $"""
            INSERT INTO comments (id, discussion_id, page_id, block_id, author_id, content, created_at, edited_at)
            SELECT @id, @discussion, @page, @block, @author, @content, @created, @edited
            WHERE EXISTS (SELECT 1 FROM pages WHERE id = @page){(isReply ? " AND EXISTS (SELECT 1 FROM comments WHERE discussion_id = @discussion)" : string.Empty)}
            """,
            ("@id", comment.Id),
            ("@discussion", comment.DiscussionId),
            ("@page", comment.PageId),
            ("@block", comment.BlockId),
            ("@author", comment.AuthorId),
            ("@content", new SqlJson(comment.Content)),
            ("@created", comment.CreatedAt),
            ("@edited", comment.EditedAt)).ConfigureAwait(false) > 0,
        cancellation);

    public async Task<Comment?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        await database.ReadAsync(session => session.QueryFirstAsync($"{Select} WHERE c.id = @id", Map, ("@id", id)), cancellation).ConfigureAwait(false);

    public async Task<Comment?> FindDiscussionAsync(Guid discussionId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryFirstAsync($"{Select} WHERE c.discussion_id = @id ORDER BY c.created_at, c.id LIMIT 1", Map, ("@id", discussionId)), cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<Comment>> ListAsync(Guid pageId, Guid? blockId, (DateTimeOffset At, Guid Id)? after, int limit, CancellationToken cancellation = default) => await database.ReadAsync(
        session =>
        {
            string sql = $"{Select} WHERE c.page_id = @page AND {(blockId is null ? "c.block_id IS NULL" : "c.block_id = @block")} "
                + $"{(after is null ? string.Empty : "AND (c.created_at, c.id) > (@at, @after) ")}ORDER BY c.created_at, c.id LIMIT @limit";
            List<(string, object?)> parameters = [("@page", pageId), ("@limit", limit)];
            if (blockId is { } block) parameters.Add(("@block", block));
            if (after is { } last) parameters.AddRange([("@at", last.At), ("@after", last.Id)]);
            return session.QueryAsync(sql, Map, [.. parameters]);
        },
        cancellation).ConfigureAwait(false);

    public Task<bool> ChangeAsync(Guid id, string content, DateTimeOffset at, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "UPDATE comments SET content = @content, edited_at = @at WHERE id = @id", ("@content", new SqlJson(content)), ("@at", at), ("@id", id)).ConfigureAwait(false) > 0,
        cancellation);

    public Task<bool> RemoveAsync(Guid id, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync("DELETE FROM comments WHERE id = @id", ("@id", id)).ConfigureAwait(false) > 0, cancellation);

    private static Comment Map(SqlRow row) =>
        new(row.Id(0), row.Id(1), row.Id(2), row.OptionalId(3), row.Id(4), row.Text(5), row.Text(6), row.Time(7), row.Time(8));
}
