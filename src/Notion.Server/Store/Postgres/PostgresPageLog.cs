using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>The log of pages. Appends of many pages share transactions (<see cref="PostgresGroupCommit"/>), at READ COMMITTED: claim the pages, write.</summary>
/// <remarks>
/// <c>claim_page</c> and <c>claim_pages</c> lock the rows of pages until the transaction ends, and raise when a log has got further than the commit knows. They run first, and each later statement sees what was
/// committed before it, so of two servers that append to one page at once, one learns that it was slower.
/// </remarks>
internal sealed class PostgresPageLog(PostgresDatabase database, TimeProvider time) : IPageLog
{
    private readonly PostgresGroupCommit _commits = new(database, time);

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

    private const string ReadAfter = "SELECT bytes, seq FROM page_changes WHERE page_id = $1 AND seq > $2 ORDER BY seq";

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
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                // The end of a log always stays, so where nothing comes there is nothing.
                if (updates.Count == 0 && reader.GetInt64(1) != sequence + 1) return null;
                updates.Add(reader.GetFieldValue<byte[]>(0));
            }
            return updates;
        },
        cancellation);

    public Task AppendAsync(PageCommit commit) => _commits.AppendAsync(commit);

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static byte[]? Optional(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
}
