using Microsoft.Data.Sqlite;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// Keeps pages in a SQLite file: write-ahead log, <c>synchronous=FULL</c>, one transaction per call, so that what was stored survives a kill
/// of the process and a loss of power. Several processes may use one file: writers wait for each other.
/// </summary>
/// <remarks>
/// The package brings SQLite's managed part only, so that WebAssembly builds need no native library. An application that uses this store adds the
/// package <c>Microsoft.Data.Sqlite</c> (or a <c>SQLitePCLRaw</c> bundle of its own, and calls <c>SQLitePCL.Batteries_V2.Init()</c>).
/// The work is done on the thread pool, one call after the other, never on the caller's thread.
/// </remarks>
public sealed class SqliteChangeStore : IChangeStore
{
    /// <summary>The schema that this version writes, in SQLite's <c>user_version</c>.</summary>
    private const int SchemaVersion = 3;

    private const int MostWriters = 16;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS updates_by_page ON updates (page, id);
        CREATE TABLE IF NOT EXISTS pending (
            id INTEGER PRIMARY KEY, page BLOB NOT NULL, replica INTEGER NOT NULL, counter_end INTEGER NOT NULL, body BLOB NOT NULL, refused INTEGER);
        CREATE INDEX IF NOT EXISTS pending_by_page ON pending (page, id);
        CREATE TABLE IF NOT EXISTS creations (page BLOB PRIMARY KEY, create_in BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS writes (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, writer INTEGER NOT NULL, number INTEGER NOT NULL, first_id INTEGER NOT NULL, UNIQUE (page, writer));
        """;

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1);

    private SqliteChangeStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a store, and makes the file where there is none.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SqliteException">The file cannot be opened, or is no SQLite database.</exception>
    /// <exception cref="NotSupportedException">The file was written by a later version.</exception>
    public static Task<SqliteChangeStore> OpenAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Open(path), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken) => RunAsync(
        transaction =>
        {
            var updates = new List<StoredUpdate>();
            using (SqliteCommand select = Command(transaction, "SELECT id, body FROM updates WHERE page = $page ORDER BY id", page))
            using (SqliteDataReader rows = select.ExecuteReader())
                while (rows.Read()) updates.Add(new StoredUpdate(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));

            var pending = new List<PendingChange>();
            using (SqliteCommand select = Command(transaction, "SELECT id, replica, counter_end, body, refused FROM pending WHERE page = $page ORDER BY id", page))
            using (SqliteDataReader rows = select.ExecuteReader())
                while (rows.Read())
                {
                    var change = new LocalChange(new ReplicaId(rows.GetInt64(1)), rows.GetInt32(2), rows.GetFieldValue<byte[]>(3));
                    pending.Add(new PendingChange(rows.GetInt64(0), change) { RefusedWith = rows.IsDBNull(4) ? null : (SyncErrorCode)rows.GetInt32(4) });
                }
            using SqliteCommand creation = Command(transaction, "SELECT create_in FROM creations WHERE page = $page", page);
            return new StoredPage(updates, pending) { CreateIn = creation.ExecuteScalar() is byte[] createIn ? new Guid(createIn, bigEndian: true) : null };
        },
        writes: false,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return RunAsync<IReadOnlyList<long>>(
            transaction =>
            {
                if (write.Number > 0 && FirstIdOf(transaction, page, write) is { } first) return [.. Enumerable.Range(0, write.Updates.Count + write.Local.Count).Select(i => first + i)];
                Delete(transaction, "DELETE FROM updates WHERE page = $page AND id = $id", page, write.Replaced);
                Delete(transaction, "DELETE FROM pending WHERE page = $page AND id = $id", page, write.Settled);
                Refuse(transaction, page, write.Refused);
                var ids = new List<long>(write.Updates.Count + write.Local.Count);
                Insert(transaction, page, write.Updates, ids);
                Insert(transaction, page, write.Local, ids);
                if (write.CreateIn is { } createIn) SetCreation(transaction, page, createIn);
                if (write.Number > 0) Remember(transaction, page, write, ids.Count > 0 ? ids[0] : 0);
                return ids;
            },
            writes: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<Guid>>(
        transaction =>
        {
            var pages = new List<Guid>();
            using SqliteCommand select = transaction.Connection!.CreateCommand();
            select.Transaction = transaction;
            select.CommandText = "SELECT page FROM pending UNION SELECT page FROM creations";
            using SqliteDataReader rows = select.ExecuteReader();
            while (rows.Read()) pages.Add(new Guid(rows.GetFieldValue<byte[]>(0), bigEndian: true));
            return pages;
        },
        writes: false,
        cancellationToken);

    /// <summary>Waits for the call that is under way, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _turn.Release();
    }

    private static SqliteChangeStore Open(string path)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            command.CommandText = "PRAGMA user_version";
            long version = (long)command.ExecuteScalar()!;
            if (version > SchemaVersion)
                throw new NotSupportedException($"The store has schema {version}, this version knows up to {SchemaVersion}. Update Notion.Sync.Protocol, or take another file.");
            if (version is 1 or 2)
            {
                command.CommandText = "ALTER TABLE pending ADD COLUMN refused INTEGER";
                command.ExecuteNonQuery();
            }
            command.CommandText = Schema + $"PRAGMA user_version = {SchemaVersion};";
            command.ExecuteNonQuery();
            transaction.Commit();
            return new SqliteChangeStore(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Insert(SqliteTransaction transaction, Guid page, IReadOnlyList<ReadOnlyMemory<byte>> updates, List<long> ids)
    {
        using SqliteCommand insert = Command(transaction, "INSERT INTO updates (page, body) VALUES ($page, $body) RETURNING id", page);
        SqliteParameter body = insert.Parameters.Add("$body", SqliteType.Blob);
        foreach (ReadOnlyMemory<byte> update in updates)
        {
            body.Value = update.ToArray();
            ids.Add((long)insert.ExecuteScalar()!);
        }
    }

    private static void Insert(SqliteTransaction transaction, Guid page, IReadOnlyList<LocalChange> changes, List<long> ids)
    {
        using SqliteCommand insert = Command(transaction, "INSERT INTO pending (id, page, replica, counter_end, body) VALUES ($id, $page, $replica, $end, $body)", page);
        SqliteParameter id = insert.Parameters.Add("$id", SqliteType.Integer);
        SqliteParameter replica = insert.Parameters.Add("$replica", SqliteType.Integer);
        SqliteParameter end = insert.Parameters.Add("$end", SqliteType.Integer);
        SqliteParameter body = insert.Parameters.Add("$body", SqliteType.Blob);
        int first = ids.Count;
        Insert(transaction, page, [.. changes.Select(change => change.Update)], ids);
        for (int i = 0; i < changes.Count; i++)
        {
            (id.Value, replica.Value, end.Value, body.Value) = (ids[first + i], changes[i].Replica.Value, changes[i].End, changes[i].Update.ToArray());
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>The first id that a write got when it took place; null when it has not. Ids of one transaction have no gaps.</summary>
    private static long? FirstIdOf(SqliteTransaction transaction, Guid page, StoreWrite write)
    {
        using SqliteCommand select = Command(transaction, "SELECT first_id FROM writes WHERE page = $page AND writer = $writer AND number = $number", page);
        select.Parameters.Add("$writer", SqliteType.Integer).Value = write.Writer.Value;
        select.Parameters.Add("$number", SqliteType.Integer).Value = write.Number;
        return (long?)select.ExecuteScalar();
    }

    /// <summary>Notes a writer's last write, and forgets the writers of long ago when a new one comes.</summary>
    private static void Remember(SqliteTransaction transaction, Guid page, StoreWrite write, long firstId)
    {
        using SqliteCommand remember = Command(
            transaction,
            "INSERT INTO writes (page, writer, number, first_id) VALUES ($page, $writer, $number, $first) ON CONFLICT (page, writer) DO UPDATE SET number = $number, first_id = $first", page);
        remember.Parameters.Add("$writer", SqliteType.Integer).Value = write.Writer.Value;
        remember.Parameters.Add("$number", SqliteType.Integer).Value = write.Number;
        remember.Parameters.Add("$first", SqliteType.Integer).Value = firstId;
        remember.ExecuteNonQuery();
        if (write.Number > 1) return;
        using SqliteCommand forget = Command(transaction, $"DELETE FROM writes WHERE page = $page AND id NOT IN (SELECT id FROM writes WHERE page = $page ORDER BY id DESC LIMIT {MostWriters})", page);
        forget.ExecuteNonQuery();
    }

    private static void Refuse(SqliteTransaction transaction, Guid page, IReadOnlyList<RefusedChange> changes)
    {
        if (changes.Count == 0) return;
        using SqliteCommand refuse = Command(transaction, "UPDATE pending SET refused = $code WHERE page = $page AND id = $id", page);
        SqliteParameter id = refuse.Parameters.Add("$id", SqliteType.Integer), code = refuse.Parameters.Add("$code", SqliteType.Integer);
        foreach (RefusedChange change in changes)
        {
            (id.Value, code.Value) = (change.Id, (int)change.Code);
            refuse.ExecuteNonQuery();
        }
    }

    private static void SetCreation(SqliteTransaction transaction, Guid page, Guid createIn)
    {
        using SqliteCommand set = Command(transaction, createIn == Guid.Empty ? "DELETE FROM creations WHERE page = $page" : "INSERT OR REPLACE INTO creations (page, create_in) VALUES ($page, $in)", page);
        if (createIn != Guid.Empty) set.Parameters.Add("$in", SqliteType.Blob).Value = createIn.ToByteArray(bigEndian: true);
        set.ExecuteNonQuery();
    }

    private static void Delete(SqliteTransaction transaction, string sql, Guid page, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0) return;
        using SqliteCommand delete = Command(transaction, sql, page);
        SqliteParameter id = delete.Parameters.Add("$id", SqliteType.Integer);
        foreach (long value in ids)
        {
            id.Value = value;
            delete.ExecuteNonQuery();
        }
    }

    private static SqliteCommand Command(SqliteTransaction transaction, string sql, Guid page)
    {
        SqliteCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.Add("$page", SqliteType.Blob).Value = page.ToByteArray(bigEndian: true);
        return command;
    }

    private async ValueTask<T> RunAsync<T>(Func<SqliteTransaction, T> work, bool writes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(work, writes), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<SqliteTransaction, T> work, bool writes)
    {
        // A writer takes its lock at once: one that first read and then wants to write cannot wait for others, only fail.
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: !writes);
        T result = work(transaction);
        transaction.Commit();
        return result;
    }
}
