using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Sqlite;

internal sealed class SqlitePageLog(SqliteDatabase database, TimeProvider time) : IPageLog
{
    public Task<PageHistory> ReadAsync(Guid pageId, CancellationToken cancellation = default) =>
        database.ReadAsync(session => AtOneMoment(session, () => Read(session, pageId.ToSql())), cancellation);

    public Task<IReadOnlyList<PageVersion>> ReadVersionsAsync(IReadOnlyList<Guid> pageIds, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<PageVersion>>(session => AtOneMoment(session, () => pageIds.Select(id => ReadVersion(session, id)).OfType<PageVersion>().ToList()), cancellation);

    public Task<IReadOnlyList<byte[]>?> ReadAfterAsync(Guid pageId, long sequence, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<byte[]>?>(session => AtOneMoment(session, () => ReachesBack(session, pageId.ToSql(), sequence) ? Tail(session, pageId.ToSql(), sequence) : null), cancellation);

    public Task AppendAsync(PageCommit commit) => database.WriteAsync(session =>
    {
        string page = commit.PageId.ToSql();
        long last = session.QueryNumber("SELECT coalesce(max(seq), 0) FROM page_changes WHERE page_id = $page", ("$page", page));
        if (last != commit.FirstSequence - 1)
            throw new StoreException(StoreErrorCode.Conflict, $"Page {page} is at change {last}, not {commit.FirstSequence - 1}: another writer was faster. Read the page again and merge.");
        SqliteDatabase.Now(ChangeRows.AppendAsync(session, commit.PageId, commit.FirstSequence, commit.Updates));
        if (commit.Projection is not null)
        {
            Project(session, page, commit.Projection, commit.Author, time.GetUtcNow().ToSql());
            SqliteDatabase.Now(LinkRows.ProjectAsync(session, commit.PageId, commit.Projection));
            if (commit.Projection.Row is { } row) SqliteDatabase.Now(RowValueRows.ReplaceAsync(session, commit.PageId, row));
        }
        if (commit.Snapshot is not null)
            session.Execute(
                "INSERT INTO page_snapshots (page_id, seq, bytes, version, created_at) VALUES ($page, $seq, $bytes, $version, $at) ON CONFLICT (page_id) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, version = excluded.version, created_at = excluded.created_at",
                ("$page", page),
                ("$seq", commit.LastSequence),
                ("$bytes", commit.Snapshot.Bytes),
                ("$version", commit.Snapshot.Version),
                ("$at", time.GetUtcNow().ToSql()));
        return true;
    });

    /// <summary>One transaction, so that a commit between two statements cannot put a gap between snapshot and tail.</summary>
    private static T AtOneMoment<T>(SqliteSession session, Func<T> read)
    {
        session.Execute("BEGIN");
        try
        {
            return read();
        }
        finally
        {
            session.Execute("COMMIT");
        }
    }

    private static PageHistory Read(SqliteSession session, string page)
    {
        var snapshot = session.QueryFirst(
            "SELECT seq, version, bytes FROM page_snapshots WHERE page_id = $page",
            row => new StoredSnapshot(row.GetInt64(0), new PageSnapshot(row.ReadBytes(2), row.ReadOptionalBytes(1))),
            ("$page", page));
        long sequence = snapshot?.Sequence ?? 0;
        return new PageHistory(snapshot?.Snapshot, sequence, Tail(session, page, sequence));
    }

    private static PageVersion? ReadVersion(SqliteSession session, Guid pageId)
    {
        string page = pageId.ToSql();
        var snapshot = session.QueryFirst(
            "SELECT seq, version FROM page_snapshots WHERE page_id = $page",
            row => new StoredVersion(row.GetInt64(0), row.ReadOptionalBytes(1)),
            ("$page", page));
        List<byte[]> tail = Tail(session, page, snapshot?.Sequence ?? 0);
        return snapshot is null && tail.Count == 0 ? null : new PageVersion(pageId, snapshot?.Version, snapshot is not { Version: null }, tail);
    }

    private static bool ReachesBack(SqliteSession session, string page, long sequence) =>
        session.QueryNumber("SELECT coalesce(min(seq), 1) FROM page_changes WHERE page_id = $page", ("$page", page)) <= sequence + 1;

    private static List<byte[]> Tail(SqliteSession session, string page, long sequence) => session.Query(
        "SELECT bytes FROM page_changes WHERE page_id = $page AND seq > $seq ORDER BY seq",
        row => row.ReadBytes(0),
        ("$page", page),
        ("$seq", sequence));

    private static void Project(SqliteSession session, string page, PageProjection projection, Guid? author, long now)
    {
        session.Execute(
            "UPDATE pages SET title = $title, icon = $icon, cover_image = $cover, updated_at = $now, updated_by = coalesce($by, updated_by) WHERE id = $page",
            ("$title", projection.Title),
            ("$icon", projection.Icon),
            ("$cover", projection.Cover),
            ("$now", now),
            ("$by", author.ToSql()),
            ("$page", page));
        if (projection.IsWhole) session.Execute("DELETE FROM blocks WHERE page_id = $page", ("$page", page));
        foreach (BlockRow block in projection.Changed)
            session.Execute(
                """
                INSERT INTO blocks (page_id, id, parent_block_id, type, properties, content, position, created_at, updated_at)
                VALUES ($page, $id, $parent, $type, $properties, $content, $position, $at, $now)
                ON CONFLICT (page_id, id) DO UPDATE SET parent_block_id = excluded.parent_block_id, type = excluded.type, properties = excluded.properties,
                    content = excluded.content, position = excluded.position, version = version + 1, updated_at = excluded.updated_at
                """,
                ("$page", page),
                ("$id", block.Id.ToSql()),
                ("$parent", block.ParentId.ToSql()),
                ("$type", block.Type),
                ("$properties", block.Properties),
                ("$content", block.Content),
                ("$position", block.Position),
                ("$at", block.CreatedAt.ToSql()),
                ("$now", now));
        foreach (Guid block in projection.Removed)
            session.Execute("DELETE FROM blocks WHERE page_id = $page AND id = $id", ("$page", page), ("$id", block.ToSql()));
    }

    private sealed record StoredSnapshot(long Sequence, PageSnapshot Snapshot);

    private sealed record StoredVersion(long Sequence, byte[]? Version);
}
