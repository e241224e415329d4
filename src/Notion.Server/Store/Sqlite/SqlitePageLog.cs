using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Sqlite;

internal sealed class SqlitePageLog(SqliteDatabase database, TimeProvider time) : IPageLog
{
    public Task<PageHistory> ReadAsync(Guid pageId, CancellationToken cancellation = default) => database.ReadAsync(
        session =>
        {
            // One transaction, so that a commit between the two statements cannot put a gap between snapshot and tail.
            session.Execute("BEGIN");
            try
            {
                return Read(session, pageId.ToSql());
            }
            finally
            {
                session.Execute("COMMIT");
            }
        },
        cancellation);

    public Task AppendAsync(PageCommit commit) => database.WriteAsync(session =>
    {
        string page = commit.PageId.ToSql();
        long last = session.QueryNumber("SELECT coalesce(max(seq), 0) FROM page_changes WHERE page_id = $page", ("$page", page));
        if (last != commit.FirstSequence - 1)
            throw new StoreException(StoreErrorCode.Conflict, $"Page {page} is at change {last}, not {commit.FirstSequence - 1}: another writer was faster. Read the page again and merge.");
        SqliteDatabase.Now(ChangeRows.AppendAsync(session, commit.PageId, commit.FirstSequence, commit.Updates));
        Project(session, page, commit, time.GetUtcNow().ToSql());
        if (commit.Snapshot is not null)
            session.Execute(
                "INSERT INTO page_snapshots (page_id, seq, bytes, created_at) VALUES ($page, $seq, $bytes, $at) ON CONFLICT (page_id) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, created_at = excluded.created_at",
                ("$page", page),
                ("$seq", commit.LastSequence),
                ("$bytes", commit.Snapshot),
                ("$at", time.GetUtcNow().ToSql()));
        return true;
    });

    private static PageHistory Read(SqliteSession session, string page)
    {
        var snapshot = session.QueryFirst(
            "SELECT seq, bytes FROM page_snapshots WHERE page_id = $page",
            row => new Snapshot(row.GetInt64(0), row.ReadBytes(1)),
            ("$page", page));
        long sequence = snapshot?.Sequence ?? 0;
        List<byte[]> tail = session.Query(
            "SELECT bytes FROM page_changes WHERE page_id = $page AND seq > $seq ORDER BY seq",
            row => row.ReadBytes(0),
            ("$page", page),
            ("$seq", sequence));
        return new PageHistory(snapshot?.Bytes, sequence, tail);
    }

    private static void Project(SqliteSession session, string page, PageCommit commit, long now)
    {
        session.Execute(
            "UPDATE pages SET title = $title, icon = $icon, updated_at = $now WHERE id = $page",
            ("$title", commit.Projection.Title),
            ("$icon", commit.Projection.Icon),
            ("$now", now),
            ("$page", page));
        if (commit.Projection.IsWhole) session.Execute("DELETE FROM blocks WHERE page_id = $page", ("$page", page));
        foreach (BlockRow block in commit.Projection.Changed)
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
        foreach (Guid block in commit.Projection.Removed)
            session.Execute("DELETE FROM blocks WHERE page_id = $page AND id = $id", ("$page", page), ("$id", block.ToSql()));
    }

    private sealed record Snapshot(long Sequence, byte[] Bytes);
}
