using Notion.Server.Permissions;

namespace Notion.Server.Store.Sql;

internal sealed class SqlLinkStore(ISqlDatabase database) : ILinkStore
{
    private const string Select = "SELECT s.id, s.page_id, s.level, s.password_hash, s.expires_at, s.search_engines, s.created_by, s.created_at FROM share_links s ";

    public Task<bool> TryAddAsync(ShareLink link, byte[] tokenHash, AuditEvent shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.QueryNumberAsync("SELECT count(*) FROM share_links WHERE page_id = @page", ("@page", link.PageId)).ConfigureAwait(false) >= ShareLink.MaxPerPage) return false;
            if (await session.QueryNumberAsync("SELECT count(*) FROM pages WHERE id = @page", ("@page", link.PageId)).ConfigureAwait(false) == 0) return false;
            await session.ExecuteAsync(
                """
                INSERT INTO share_links (id, page_id, token_hash, level, password_hash, expires_at, search_engines, created_by, created_at)
                VALUES (@id, @page, @hash, @level, @password, @expires, @engines, @by, @at)
                """,
                ("@id", link.Id),
                ("@page", link.PageId),
                ("@hash", tokenHash),
                ("@level", link.Level.Name()),
                ("@password", link.PasswordHash),
                ("@expires", link.ExpiresAt),
                ("@engines", link.SearchEngines),
                ("@by", link.CreatedBy),
                ("@at", link.CreatedAt)).ConfigureAwait(false);
            await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public async Task<IReadOnlyList<ShareLink>> ListAsync(Guid pageId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Select + "WHERE s.page_id = @page ORDER BY s.created_at, s.id", Map, ("@page", pageId)),
        cancellation).ConfigureAwait(false);

    public Task<ShareLink?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Select + "WHERE s.token_hash = @hash", Map, ("@hash", tokenHash)), cancellation);

    public Task<bool> ReplaceAsync(ShareLink link, AuditEvent shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            int changed = await session.ExecuteAsync(
                "UPDATE share_links SET level = @level, password_hash = @password, expires_at = @expires, search_engines = @engines WHERE id = @id AND page_id = @page",
                ("@level", link.Level.Name()),
                ("@password", link.PasswordHash),
                ("@expires", link.ExpiresAt),
                ("@engines", link.SearchEngines),
                ("@id", link.Id),
                ("@page", link.PageId)).ConfigureAwait(false);
            if (changed == 0) return false;
            await session.ExecuteAsync("DELETE FROM link_visits WHERE link_id = @id", ("@id", link.Id)).ConfigureAwait(false);
            await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> RemoveAsync(Guid pageId, Guid linkId, AuditEvent shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.ExecuteAsync("DELETE FROM share_links WHERE id = @id AND page_id = @page", ("@id", linkId), ("@page", pageId)).ConfigureAwait(false) == 0) return false;
            await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> TryAddVisitAsync(LinkVisit visit, ShareLink link, DateTimeOffset now, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.QueryFirstAsync(Select + "WHERE s.id = @id", Map, ("@id", link.Id)).ConfigureAwait(false) != link) return false;
            await session.ExecuteAsync(
                "INSERT INTO link_visits (token_hash, link_id, created_at, expires_at) VALUES (@hash, @link, @at, @expires)",
                ("@hash", visit.TokenHash),
                ("@link", visit.LinkId),
                ("@at", now),
                ("@expires", visit.ExpiresAt)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<LinkVisit?> FindVisitAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.QueryFirstAsync(
            """
            SELECT v.link_id, v.expires_at, s.search_engines FROM link_visits v JOIN share_links s ON s.id = v.link_id
            WHERE v.token_hash = @hash AND v.expires_at > @now AND (s.expires_at IS NULL OR s.expires_at > @now2)
            """,
            row => new LinkVisit(tokenHash, row.Id(0), row.Time(1), row.Flag(2)),
            ("@hash", tokenHash),
            ("@now", now),
            ("@now2", now)),
        cancellation);

    public Task<int> RemoveEndedVisitsAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteAsync(session => session.ExecuteAsync("DELETE FROM link_visits WHERE expires_at <= @now", ("@now", now)), cancellation);

    private static ShareLink Map(SqlRow row) => new(
        row.Id(0),
        row.Id(1),
        PermissionNames.Known(PermissionNames.Level(row.Text(2)), row.Text(2)),
        row.OptionalText(3),
        row.OptionalTime(4),
        row.Flag(5),
        row.OptionalId(6),
        row.Time(7));
}
