using Npgsql;
using NpgsqlTypes;

namespace Notion.Server.Store.Postgres;

/// <summary>
/// The log of pages. An append is one batch, sent in one piece and run as one transaction (READ COMMITTED): claim the page, write. So a commit costs one
/// round trip and one wait for the disk, which PostgreSQL shares among all that commit at that moment.
/// </summary>
/// <remarks>
/// <para><c>claim_page</c> locks the page's row until the transaction ends and raises when the log has got further than the commit knows. It runs first, and each later statement
/// sees what was committed before it, so of two servers that append to one page at once, one waits for the other and then learns that it was slower.</para>
/// <para>The answer to a commit can get lost with the connection. The batch is then not run again here: whoever appends tries again, meets the conflict where it was stored after all, and finds its
/// updates in the log.</para>
/// </remarks>
internal sealed class PostgresPageLog(PostgresDatabase database, TimeProvider time) : IPageLog
{
    private const string Claim = "SELECT claim_page($1, $2)";

    private const string InsertChanges =
        """
        INSERT INTO page_changes (page_id, seq, bytes, author, created_at)
        SELECT $1, $2 + u.place, u.bytes, u.author, u.at FROM unnest($3::bytea[], $4::uuid[], $5::timestamptz[]) WITH ORDINALITY AS u(bytes, author, at, place)
        """;

    private const string UpdatePage = "UPDATE pages SET title = $2, icon = $3, updated_at = $4, cover_image = $5, updated_by = coalesce($6, updated_by) WHERE id = $1";

    private const string UpsertBlocks =
        """
        INSERT INTO blocks AS b (page_id, id, parent_block_id, type, properties, content, position, created_at, updated_at)
        SELECT $1, u.id, u.parent, u.type, u.properties::jsonb, u.content::jsonb, u.position, u.at, $9
        FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[]) AS u(id, parent, type, properties, content, position, at)
        ON CONFLICT (page_id, id) DO UPDATE SET parent_block_id = excluded.parent_block_id, type = excluded.type, properties = excluded.properties,
            content = excluded.content, position = excluded.position, version = b.version + 1, updated_at = excluded.updated_at
        WHERE (b.parent_block_id, b.type, b.properties, b.content, b.position)
            IS DISTINCT FROM (excluded.parent_block_id, excluded.type, excluded.properties, excluded.content, excluded.position)
        """;

    private const string DeleteBlocks = "DELETE FROM blocks WHERE page_id = $1 AND id = ANY($2)";

    private const string DeleteOtherBlocks = "DELETE FROM blocks WHERE page_id = $1 AND id <> ALL($2)";

    private const string DeleteAllLinks = "DELETE FROM page_links WHERE page_id = $1";

    private const string DeleteLinks = "DELETE FROM page_links WHERE page_id = $1 AND block_id = ANY($2)";

    private const string InsertLinks = "INSERT INTO page_links (page_id, block_id, target_id) SELECT $1, u.block, u.target FROM unnest($2::uuid[], $3::uuid[]) AS u(block, target)";

    private const string DeleteRowValues = "DELETE FROM row_values WHERE page_id = $1";

    private const string InsertRowValues =
        """
        INSERT INTO row_values (page_id, slot, item, text, sort_text, number, json, database_id, created_at)
        SELECT p.id, u.slot, u.item, u.text, u.sort, u.number, u.json::jsonb, CASE WHEN p.trashed_at IS NULL THEN p.parent_id END, p.created_at
        FROM pages p CROSS JOIN unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[]) AS u(slot, item, text, sort, number, json) WHERE p.id = $1
        """;

    private const string UpdateSchema = "UPDATE pages SET is_database = $2::jsonb IS NOT NULL, properties_schema = $2::jsonb WHERE id = $1";

    private const string UpsertSnapshot =
        """
        INSERT INTO page_snapshots (page_id, seq, bytes, version, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (page_id) DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes, version = excluded.version, created_at = excluded.created_at
        """;

    /// <summary>One statement, and so one moment: a commit between two could put a gap between snapshot and tail.</summary>
    private const string ReadAll =
        """
        SELECT false, seq, bytes, version FROM page_snapshots WHERE page_id = $1
        UNION ALL
        SELECT true, seq, bytes, NULL FROM page_changes WHERE page_id = $1 AND seq > coalesce((SELECT seq FROM page_snapshots WHERE page_id = $1), 0)
        ORDER BY 1, 2
        """;

    private const string ReadVersions =
        """
        SELECT page_id, false, seq, version FROM page_snapshots WHERE page_id = ANY($1)
        UNION ALL
        SELECT p.id, true, c.seq, c.bytes FROM unnest($1) AS p(id) LEFT JOIN page_snapshots s ON s.page_id = p.id
            CROSS JOIN LATERAL (SELECT seq, bytes FROM page_changes WHERE page_id = p.id AND seq > coalesce(s.seq, 0)) c
        ORDER BY 1, 2, 3
        """;

    private const string ReadAfter = "SELECT bytes FROM page_changes WHERE page_id = $1 AND seq > $2 ORDER BY seq";

    public Task<PageHistory> ReadAsync(Guid pageId, CancellationToken cancellation = default) => database.RunAsync(
        async () =>
        {
            await using NpgsqlCommand command = database.Source.CreateCommand(ReadAll);
            command.Parameters.Add(Value(pageId));
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            PageSnapshot? snapshot = null;
            long sequence = 0;
            var tail = new List<byte[]>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                byte[] bytes = reader.GetFieldValue<byte[]>(2);
                if (reader.GetBoolean(0)) tail.Add(bytes);
                else (snapshot, sequence) = (new PageSnapshot(bytes, Optional(reader, 3)), reader.GetInt64(1));
            }
            return new PageHistory(snapshot, sequence, tail);
        },
        cancellation);

    public Task<IReadOnlyList<PageVersion>> ReadVersionsAsync(IReadOnlyList<Guid> pageIds, CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<PageVersion>>(
        async () =>
        {
            await using NpgsqlCommand command = database.Source.CreateCommand(ReadVersions);
            command.Parameters.Add(Value<Guid[]>([.. pageIds]));
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var versions = new List<PageVersion>();
            var tail = new List<byte[]>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                Guid page = reader.GetGuid(0);
                bool isChange = reader.GetBoolean(1);
                if (versions.Count == 0 || versions[^1].PageId != page)
                {
                    tail = [];
                    byte[]? snapshot = isChange ? null : Optional(reader, 3);
                    versions.Add(new PageVersion(page, snapshot, isChange || snapshot is not null, tail));
                }
                if (isChange) tail.Add(reader.GetFieldValue<byte[]>(3));
            }
            return versions;
        },
        cancellation);

    public Task<IReadOnlyList<byte[]>?> ReadAfterAsync(Guid pageId, long sequence, CancellationToken cancellation = default) => database.RunAsync<IReadOnlyList<byte[]>?>(
        async () =>
        {
            await using NpgsqlCommand command = database.Source.CreateCommand(ReadAfter);
            command.Parameters.Add(Value(pageId));
            command.Parameters.Add(Value(sequence));
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var updates = new List<byte[]>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) updates.Add(reader.GetFieldValue<byte[]>(0));
            return updates;
        },
        cancellation);

    public Task AppendAsync(PageCommit commit) => database.RunAsync(
        async () =>
        {
            await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync().ConfigureAwait(false);
            await using NpgsqlBatch batch = Batch(commit);
            batch.Connection = connection;
            try
            {
                return await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsBroken(exception))
            {
                throw PostgresErrors.Doubtful(exception);
            }
        },
        CancellationToken.None);

    private NpgsqlBatch Batch(PageCommit commit)
    {
        DateTimeOffset now = time.GetUtcNow();
        var batch = new NpgsqlBatch();
        NpgsqlParameter<Guid> page = Value(commit.PageId);
        Add(batch, Claim, page, Value(commit.FirstSequence - 1));
        PageUpdate[] updates = [.. commit.Updates];
        if (updates.Length > 0)
            Add(
                batch,
                InsertChanges,
                page,
                Value(commit.FirstSequence - 1),
                Value(Array.ConvertAll(updates, update => update.Bytes)),
                Value(Array.ConvertAll(updates, update => update.Author)),
                Value(Array.ConvertAll(updates, update => PostgresValues.Time(update.At))));
        if (commit.Projection is not null) Project(batch, page, commit.Projection, commit.Author, now);
        if (commit.Snapshot is not null)
            Add(batch, UpsertSnapshot, page, Value(commit.LastSequence), Value(commit.Snapshot.Bytes), Optional(commit.Snapshot.Version, NpgsqlDbType.Bytea), PostgresValues.Of(now));
        return batch;
    }

    private static void Project(NpgsqlBatch batch, NpgsqlParameter<Guid> page, PageProjection projection, Guid? author, DateTimeOffset now)
    {
        Add(
            batch,
            UpdatePage,
            page,
            Value(PostgresValues.Text(projection.Title)),
            Optional(projection.Icon is null ? null : PostgresValues.Text(projection.Icon), NpgsqlDbType.Text),
            PostgresValues.Of(now),
            Optional(projection.Cover is null ? null : PostgresValues.Text(projection.Cover), NpgsqlDbType.Text),
            Optional(author, NpgsqlDbType.Uuid));
        BlockRow[] rows = [.. projection.Changed];
        if (rows.Length > 0)
            Add(
                batch,
                UpsertBlocks,
                page,
                Value(Array.ConvertAll(rows, row => row.Id)),
                Value(Array.ConvertAll(rows, row => row.ParentId)),
                Value(Array.ConvertAll(rows, row => PostgresValues.Text(row.Type))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Json(row.Properties))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Json(row.Content))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Text(row.Position))),
                Value(Array.ConvertAll(rows, row => PostgresValues.Time(row.CreatedAt))),
                PostgresValues.Of(now));
        if (projection.IsWhole) Add(batch, DeleteOtherBlocks, page, Value(Array.ConvertAll(rows, row => row.Id)));
        else if (projection.Removed.Count > 0) Add(batch, DeleteBlocks, page, Value<Guid[]>([.. projection.Removed]));
        ProjectLinks(batch, page, projection);
        if (projection.Row is { } row) ProjectRow(batch, page, row);
    }

    private static void ProjectRow(NpgsqlBatch batch, NpgsqlParameter<Guid> page, RowProjection row)
    {
        Add(batch, DeleteRowValues, page);
        RowEntry[] entries = [.. row.Entries];
        if (entries.Length > 0)
            Add(
                batch,
                InsertRowValues,
                page,
                Value(Array.ConvertAll(entries, entry => PostgresValues.Text(entry.Slot))),
                Value(Array.ConvertAll(entries, entry => PostgresValues.Text(entry.Item))),
                Value(Array.ConvertAll(entries, entry => entry.Text is null ? null : PostgresValues.Text(entry.Text))),
                Value(Array.ConvertAll(entries, entry => entry.SortText is null ? null : PostgresValues.Text(entry.SortText))),
                Value(Array.ConvertAll(entries, entry => entry.Number)),
                Value(Array.ConvertAll(entries, entry => entry.Json is null ? null : PostgresValues.Json(entry.Json))));
        Add(batch, UpdateSchema, page, Optional(row.Schema is null ? null : PostgresValues.Json(row.Schema), NpgsqlDbType.Text));
    }

    private static void ProjectLinks(NpgsqlBatch batch, NpgsqlParameter<Guid> page, PageProjection projection)
    {
        if (projection.IsWhole) Add(batch, DeleteAllLinks, page);
        else if (projection.Changed.Count + projection.Removed.Count > 0) Add(batch, DeleteLinks, page, Value<Guid[]>([.. projection.Changed.Select(row => row.Id), .. projection.Removed]));
        if (projection.Links.Count > 0)
            Add(batch, InsertLinks, page, Value<Guid[]>([.. projection.Links.Select(link => link.BlockId)]), Value<Guid[]>([.. projection.Links.Select(link => link.TargetId)]));
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (NpgsqlParameter parameter in parameters) command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static byte[]? Optional(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
}
