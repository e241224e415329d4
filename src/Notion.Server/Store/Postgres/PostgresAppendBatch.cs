using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>
/// The statements of one transaction that appends to the logs of pages, many or one: claim, log, projections, snapshots. Each statement writes the rows of all pages, which come
/// as arrays, so what a transaction costs besides its rows does not grow with the pages.
/// </summary>
internal static class PostgresAppendBatch
{
    private const string Claim = "SELECT claim_page($1, $2)";

    private const string ClaimMany = "SELECT claim_pages($1, $2)";

    private const string InsertChanges =
        """
        INSERT INTO page_changes (page_id, seq, bytes, author, created_at)
        SELECT u.page, u.seq, u.bytes, u.author, u.at FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::uuid[], $5::timestamptz[]) AS u(page, seq, bytes, author, at)
        """;

    private const string UpdatePages =
        """
        UPDATE pages AS p SET title = u.title, icon = u.icon, cover_image = u.cover, updated_at = $6, updated_by = coalesce(u.author, p.updated_by)
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[]) AS u(id, title, icon, cover, author) WHERE p.id = u.id
        """;

    private const string UpsertBlocks =
        """
        INSERT INTO blocks AS b (page_id, id, parent_block_id, type, properties, content, position, created_at, updated_at)
        SELECT u.page, u.id, u.parent, u.type, u.properties::jsonb, u.content::jsonb, u.position, u.at, $9
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[]) AS u(page, id, parent, type, properties, content, position, at)
        ON CONFLICT (page_id, id) DO UPDATE SET parent_block_id = excluded.parent_block_id, type = excluded.type, properties = excluded.properties,
            content = excluded.content, position = excluded.position, version = b.version + 1, updated_at = excluded.updated_at
        WHERE (b.parent_block_id, b.type, b.properties, b.content, b.position)
            IS DISTINCT FROM (excluded.parent_block_id, excluded.type, excluded.properties, excluded.content, excluded.position)
        """;

    private const string DeleteBlocks = "DELETE FROM blocks AS b USING unnest($1::uuid[], $2::uuid[]) AS u(page, id) WHERE b.page_id = u.page AND b.id = u.id";

    private const string DeleteOtherBlocks =
        "DELETE FROM blocks AS b WHERE b.page_id = ANY($1) AND NOT EXISTS (SELECT 1 FROM unnest($2::uuid[], $3::uuid[]) AS u(page, id) WHERE u.page = b.page_id AND u.id = b.id)";

    private const string DeleteAllLinks = "DELETE FROM page_links WHERE page_id = ANY($1)";

    private const string DeleteLinks = "DELETE FROM page_links AS l USING unnest($1::uuid[], $2::uuid[]) AS u(page, block) WHERE l.page_id = u.page AND l.block_id = u.block";

    private const string InsertLinks = "INSERT INTO page_links (page_id, block_id, target_id) SELECT u.page, u.block, u.target FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(page, block, target)";

    private const string DeleteRowValues = "DELETE FROM row_values WHERE page_id = ANY($1)";

    private const string InsertRowValues =
        """
        INSERT INTO row_values (page_id, slot, item, text, sort_text, number, json, database_id, created_at)
        SELECT p.id, u.slot, u.item, u.text, u.sort, u.number, u.json::jsonb, CASE WHEN p.trashed_at IS NULL THEN p.parent_id END, p.created_at
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[]) AS u(page, slot, item, text, sort, number, json) JOIN pages p ON p.id = u.page
        """;

    private const string UpdateSchemas =
        "UPDATE pages AS p SET is_database = u.schema IS NOT NULL, properties_schema = u.schema::jsonb FROM unnest($1::uuid[], $2::text[]) AS u(id, schema) WHERE p.id = u.id";

    private const string UpsertSnapshots =
        """
        INSERT INTO page_snapshots (page_id, seq, bytes, version, created_at)
        SELECT u.page, u.seq, u.bytes, u.version, $5 FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[]) AS u(page, seq, bytes, version)
        ON CONFLICT (page_id) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, version = excluded.version, created_at = excluded.created_at
        """;

    /// <summary>One page, for whose row it waits.</summary>
    /// <exception cref="PostgresException">On running it: <see cref="PostgresErrors.PageMoved"/>.</exception>
    public static NpgsqlBatch Of(PageCommit commit, DateTimeOffset now)
    {
        var batch = new NpgsqlBatch();
        Add(batch, Claim, Value(commit.PageId), Value(commit.FirstSequence - 1));
        Write(batch, [commit], now);
        return batch;
    }

    /// <summary>Different pages, for none of which it waits.</summary>
    /// <exception cref="PostgresException">On running it: <see cref="PostgresErrors.PagesMissed"/>.</exception>
    public static NpgsqlBatch Of(PageCommit[] commits, DateTimeOffset now)
    {
        var batch = new NpgsqlBatch();
        Add(batch, ClaimMany, Value(Array.ConvertAll(commits, commit => commit.PageId)), Value(Array.ConvertAll(commits, commit => commit.FirstSequence - 1)));
        Write(batch, commits, now);
        return batch;
    }

    private static void Write(NpgsqlBatch batch, PageCommit[] commits, DateTimeOffset now)
    {
        (Guid Page, long Sequence, PageUpdate Update)[] changes = [.. commits.SelectMany(commit => commit.Updates.Select((update, i) => (commit.PageId, commit.FirstSequence + i, update)))];
        if (changes.Length > 0)
            Add(
                batch,
                InsertChanges,
                Value(Array.ConvertAll(changes, change => change.Page)),
                Value(Array.ConvertAll(changes, change => change.Sequence)),
                Value(Array.ConvertAll(changes, change => change.Update.Bytes)),
                Value(Array.ConvertAll(changes, change => change.Update.Author)),
                Value(Array.ConvertAll(changes, change => PostgresValues.Time(change.Update.At))));
        (Guid Page, PageProjection Shown)[] projections = [.. commits.Where(commit => commit.Projection is not null).Select(commit => (commit.PageId, commit.Projection!))];
        if (projections.Length > 0)
        {
            ProjectPages(batch, projections, Array.ConvertAll(Array.FindAll(commits, commit => commit.Projection is not null), commit => commit.Author), now);
            ProjectBlocks(batch, projections, now);
            ProjectLinks(batch, projections);
            ProjectRows(batch, Array.FindAll(projections, projection => projection.Shown.Row is not null));
        }
        PageCommit[] snapshots = Array.FindAll(commits, commit => commit.Snapshot is not null);
        if (snapshots.Length > 0)
            Add(
                batch,
                UpsertSnapshots,
                Value(Array.ConvertAll(snapshots, commit => commit.PageId)),
                Value(Array.ConvertAll(snapshots, commit => commit.LastSequence)),
                Value(Array.ConvertAll(snapshots, commit => commit.Snapshot!.Bytes)),
                Value(Array.ConvertAll(snapshots, commit => commit.Snapshot!.Version)),
                PostgresValues.Of(now));
    }

    private static void ProjectPages(NpgsqlBatch batch, (Guid Page, PageProjection Shown)[] projections, Guid?[] authors, DateTimeOffset now) => Add(
        batch,
        UpdatePages,
        Value(Array.ConvertAll(projections, projection => projection.Page)),
        Value(Array.ConvertAll(projections, projection => PostgresValues.Text(projection.Shown.Title))),
        Value(Array.ConvertAll(projections, projection => Text(projection.Shown.Icon))),
        Value(Array.ConvertAll(projections, projection => Text(projection.Shown.Cover))),
        Value(authors),
        PostgresValues.Of(now));

    private static void ProjectBlocks(NpgsqlBatch batch, (Guid Page, PageProjection Shown)[] projections, DateTimeOffset now)
    {
        (Guid Page, BlockRow Row)[] rows = [.. projections.SelectMany(projection => projection.Shown.Changed.Select(row => (projection.Page, row)))];
        if (rows.Length > 0)
            Add(
                batch,
                UpsertBlocks,
                Value(Array.ConvertAll(rows, row => row.Page)),
                Value(Array.ConvertAll(rows, row => row.Row.Id)),
                Value(Array.ConvertAll(rows, row => row.Row.ParentId)),
                Value(Array.ConvertAll(rows, row => PostgresValues.Text(row.Row.Type))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Json(row.Row.Properties))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Json(row.Row.Content))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Text(row.Row.Position))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Time(row.Row.CreatedAt))),
                PostgresValues.Of(now));
        (Guid Page, PageProjection Shown)[] whole = Array.FindAll(projections, projection => projection.Shown.IsWhole);
        if (whole.Length > 0) Add(batch, DeleteOtherBlocks, [Value(Array.ConvertAll(whole, projection => projection.Page)), .. Keys(whole, shown => shown.Changed.Select(row => row.Id))]);
        (Guid Page, PageProjection Shown)[] removing = Array.FindAll(projections, projection => projection.Shown is { IsWhole: false, Removed.Count: > 0 });
        if (removing.Length > 0) Add(batch, DeleteBlocks, Keys(removing, shown => shown.Removed));
    }

    private static void ProjectLinks(NpgsqlBatch batch, (Guid Page, PageProjection Shown)[] projections)
    {
        (Guid Page, PageProjection Shown)[] whole = Array.FindAll(projections, projection => projection.Shown.IsWhole);
        if (whole.Length > 0) Add(batch, DeleteAllLinks, Value(Array.ConvertAll(whole, projection => projection.Page)));
        (Guid Page, PageProjection Shown)[] touching = Array.FindAll(projections, projection => !projection.Shown.IsWhole && projection.Shown.Changed.Count + projection.Shown.Removed.Count > 0);
        if (touching.Length > 0) Add(batch, DeleteLinks, Keys(touching, shown => shown.Changed.Select(row => row.Id).Concat(shown.Removed)));
        (Guid Page, PageProjection Shown)[] linking = Array.FindAll(projections, projection => projection.Shown.Links.Count > 0);
        if (linking.Length > 0)
            Add(batch, InsertLinks, [.. Keys(linking, shown => shown.Links.Select(link => link.BlockId)), Value<Guid[]>([.. linking.SelectMany(projection => projection.Shown.Links.Select(link => link.TargetId))])]);
    }

    private static void ProjectRows(NpgsqlBatch batch, (Guid Page, PageProjection Shown)[] changed)
    {
        if (changed.Length == 0) return;
        Add(batch, DeleteRowValues, Value(Array.ConvertAll(changed, projection => projection.Page)));
        (Guid Page, RowEntry Entry)[] entries = [.. changed.SelectMany(projection => projection.Shown.Row!.Entries.Select(entry => (projection.Page, entry)))];
        if (entries.Length > 0)
            Add(
                batch,
                InsertRowValues,
                Value(Array.ConvertAll(entries, entry => entry.Page)),
                Value(Array.ConvertAll(entries, entry => PostgresValues.Text(entry.Entry.Slot))),
                Value(Array.ConvertAll(entries, entry => PostgresValues.Text(entry.Entry.Item))),
                Value(Array.ConvertAll(entries, entry => Text(entry.Entry.Text))),
                Value(Array.ConvertAll(entries, entry => Text(entry.Entry.SortText))),
                Value(Array.ConvertAll(entries, entry => entry.Entry.Number)),
                Value(Array.ConvertAll(entries, entry => entry.Entry.Json is { } json ? PostgresValues.Json(json) : null)));
        Add(
            batch,
            UpdateSchemas,
            Value(Array.ConvertAll(changed, projection => projection.Page)),
            Value(Array.ConvertAll(changed, projection => projection.Shown.Row!.Schema is { } schema ? PostgresValues.Json(schema) : null)));
    }

    /// <summary>Blocks of pages, as an array of the pages and one of the blocks.</summary>
    private static NpgsqlParameter[] Keys((Guid Page, PageProjection Shown)[] projections, Func<PageProjection, IEnumerable<Guid>> blocks)
    {
        (Guid Page, Guid Block)[] keys = [.. projections.SelectMany(projection => blocks(projection.Shown).Select(block => (projection.Page, block)))];
        return [Value(Array.ConvertAll(keys, key => key.Page)), Value(Array.ConvertAll(keys, key => key.Block))];
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (NpgsqlParameter parameter in parameters) command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static string? Text(string? text) => text is null ? null : PostgresValues.Text(text);
}
