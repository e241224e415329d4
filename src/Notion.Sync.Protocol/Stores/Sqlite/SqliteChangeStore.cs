using Microsoft.Data.Sqlite;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// Keeps pages in a SQLite file: write-ahead log, <c>synchronous=FULL</c>, one transaction per call, so that what was stored survives a kill
/// of the process and a loss of power. Several processes may use one file, and have the same page open.
/// </summary>
/// <remarks>
/// <para>Each open store has rows of its own in the file, so processes do not disturb each other. Who loads a page takes over what processes that are gone left of it, unsent edits included, and sees what others that live have stored
/// of it. A process is gone when the lock on its file (<c>-owner-</c> and a number beside the store's name) is free: the operating system sees to that, also after a kill. Keep the file on a local disk.</para>
/// <para>The package brings SQLite's managed part only, so that WebAssembly builds need no native library. An application that uses this store adds the
/// package <c>Microsoft.Data.Sqlite</c> (or a <c>SQLitePCLRaw</c> bundle of its own, and calls <c>SQLitePCL.Batteries_V2.Init()</c>).</para>
/// <para>The work is done on the thread pool, one call after the other, never on the caller's thread. Errors are <see cref="ChangeStoreException"/>s.</para>
/// </remarks>
public sealed class SqliteChangeStore : IChangeStore
{
    private const int MostWriters = 16;

    /// <summary>How long a call waits for other processes before it says that the store is busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SqliteConnection _connection;
    private readonly SqliteOwners _owners;
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isDisposed;

    private SqliteChangeStore(SqliteConnection connection, SqliteOwners owners)
    {
        _connection = connection;
        _owners = owners;
    }

    /// <summary>Opens a store, and makes the file where there is none.</summary>
    /// <param name="path">The file. Its folder must exist, and may be written to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ChangeStoreException">The file cannot be opened, is no store, or was written by a later version. It was left as it was.</exception>
    public static Task<SqliteChangeStore> OpenAsync(string path, CancellationToken cancellationToken = default) => OpenAsync(path, Patience, cancellationToken);

    internal static Task<SqliteChangeStore> OpenAsync(string path, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Explained(() => Open(Path.GetFullPath(path), patience)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken) => RunAsync(
        transaction =>
        {
            using (SqliteCommand command = Command(transaction, "", page)) _owners.Gather(command);
            var updates = new List<StoredUpdate>();
            using (SqliteCommand select = Command(transaction, "SELECT id, body FROM updates WHERE page = $page AND owner = $owner ORDER BY id", page))
            using (SqliteDataReader rows = select.ExecuteReader())
                while (rows.Read()) updates.Add(new StoredUpdate(rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));

            var pending = new List<PendingChange>();
            using (SqliteCommand select = Command(transaction, "SELECT id, replica, counter_end, body, refused FROM pending WHERE page = $page AND owner = $owner ORDER BY id", page))
            using (SqliteDataReader rows = select.ExecuteReader())
                while (rows.Read())
                {
                    var change = new LocalChange(new ReplicaId(rows.GetInt64(1)), rows.GetInt32(2), rows.GetFieldValue<byte[]>(3));
                    pending.Add(new PendingChange(rows.GetInt64(0), change) { RefusedWith = rows.IsDBNull(4) ? null : (SyncErrorCode)rows.GetInt32(4) });
                }
            using SqliteCommand creation = Command(transaction, "SELECT create_in FROM creations WHERE page = $page AND owner = $owner", page);
            return new StoredPage(updates, pending) { CreateIn = creation.ExecuteScalar() is byte[] createIn ? new Guid(createIn, bigEndian: true) : null };
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        return RunAsync<IReadOnlyList<long>>(
            transaction =>
            {
                if (write.Number > 0 && FirstIdOf(transaction, page, write) is { } first) return [.. Enumerable.Range(0, write.Updates.Count + write.Local.Count).Select(i => first + i)];
                Delete(transaction, "DELETE FROM updates WHERE page = $page AND owner = $owner AND id = $id", page, write.Replaced);
                Delete(transaction, "DELETE FROM pending WHERE page = $page AND owner = $owner AND id = $id", page, write.Settled);
                Refuse(transaction, page, write.Refused);
                var ids = new List<long>(write.Updates.Count + write.Local.Count);
                Insert(transaction, page, write.Updates, ids);
                Insert(transaction, page, write.Local, ids);
                if (write.CreateIn is { } createIn) SetCreation(transaction, page, createIn);
                if (write.Number > 0) Remember(transaction, page, write, ids.Count > 0 ? ids[0] : 0);
                return ids;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<Guid>>(
        transaction =>
        {
            using SqliteCommand command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            return _owners.FindUnsent(command);
        },
        cancellationToken);

    /// <summary>Waits for the call that is under way, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        if (!_isDisposed)
        {
            _isDisposed = true;
            await _connection.DisposeAsync().ConfigureAwait(false);
            _owners.Dispose();
        }
        _turn.Release();
    }

    /// <summary>Lets the file grow no further, as a full disk would: SQLite reports both alike.</summary>
    internal void LimitTo(int pages)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = $"PRAGMA max_page_count = {pages}";
        command.ExecuteNonQuery();
    }

    private static SqliteChangeStore Open(string path, TimeSpan patience)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = Math.Max(1, (int)patience.TotalSeconds) };
        var connection = new SqliteConnection(settings.ToString());
        SqliteOwners? owners = null;
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            using (SqliteTransaction reading = connection.BeginTransaction(deferred: true))      // one moment: another process may be making the tables
            {
                command.Transaction = reading;
                SqliteSchema.IsNew(command);
                command.Transaction = null;
            }
            command.CommandText = $"PRAGMA busy_timeout = {(int)patience.TotalMilliseconds}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            if (SqliteSchema.IsNew(command)) SqliteSchema.Create(command);
            owners = SqliteOwners.Enter(command, path);
            transaction.Commit();
            return new SqliteChangeStore(connection, owners);
        }
        catch
        {
            connection.Dispose();
            owners?.Dispose();
            throw;
        }
    }

    private static T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Explain(error);
        }
        catch (Exception file) when (file is IOException or UnauthorizedAccessException)
        {
            throw SqliteErrors.Explain(file);
        }
    }

    private void Insert(SqliteTransaction transaction, Guid page, IReadOnlyList<ReadOnlyMemory<byte>> updates, List<long> ids)
    {
        using SqliteCommand insert = Command(transaction, "INSERT INTO updates (page, owner, body) VALUES ($page, $owner, $body) RETURNING id", page);
        SqliteParameter body = insert.Parameters.Add("$body", SqliteType.Blob);
        foreach (ReadOnlyMemory<byte> update in updates)
        {
            body.Value = update.ToArray();
            ids.Add((long)insert.ExecuteScalar()!);
        }
    }

    private void Insert(SqliteTransaction transaction, Guid page, IReadOnlyList<LocalChange> changes, List<long> ids)
    {
        using SqliteCommand insert = Command(transaction, "INSERT INTO pending (id, page, owner, replica, counter_end, body) VALUES ($id, $page, $owner, $replica, $end, $body)", page);
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
    private long? FirstIdOf(SqliteTransaction transaction, Guid page, StoreWrite write)
    {
        using SqliteCommand select = Command(transaction, "SELECT first_id FROM writes WHERE page = $page AND writer = $writer AND number = $number", page);
        select.Parameters.Add("$writer", SqliteType.Integer).Value = write.Writer.Value;
        select.Parameters.Add("$number", SqliteType.Integer).Value = write.Number;
        return (long?)select.ExecuteScalar();
    }

    /// <summary>Notes a writer's last write, and forgets the writers of long ago when a new one comes.</summary>
    private void Remember(SqliteTransaction transaction, Guid page, StoreWrite write, long firstId)
    {
        const string note = "INSERT INTO writes (page, writer, number, first_id) VALUES ($page, $writer, $number, $first) ON CONFLICT (page, writer) DO UPDATE SET number = $number, first_id = $first";
        using SqliteCommand remember = Command(transaction, note, page);
        remember.Parameters.Add("$writer", SqliteType.Integer).Value = write.Writer.Value;
        remember.Parameters.Add("$number", SqliteType.Integer).Value = write.Number;
        remember.Parameters.Add("$first", SqliteType.Integer).Value = firstId;
        remember.ExecuteNonQuery();
        if (write.Number > 1) return;
        using SqliteCommand forget = Command(transaction, $"DELETE FROM writes WHERE page = $page AND id NOT IN (SELECT id FROM writes WHERE page = $page ORDER BY id DESC LIMIT {MostWriters})", page);
        forget.ExecuteNonQuery();
    }

    private void Refuse(SqliteTransaction transaction, Guid page, IReadOnlyList<RefusedChange> changes)
    {
        if (changes.Count == 0) return;
        using SqliteCommand refuse = Command(transaction, "UPDATE pending SET refused = $code WHERE page = $page AND owner = $owner AND id = $id", page);
        SqliteParameter id = refuse.Parameters.Add("$id", SqliteType.Integer), code = refuse.Parameters.Add("$code", SqliteType.Integer);
        foreach (RefusedChange change in changes)
        {
            (id.Value, code.Value) = (change.Id, (int)change.Code);
            refuse.ExecuteNonQuery();
        }
    }

    private void SetCreation(SqliteTransaction transaction, Guid page, Guid createIn)
    {
        using SqliteCommand set = Command(transaction, createIn == Guid.Empty ? "DELETE FROM creations WHERE page = $page AND owner = $owner" : "INSERT OR REPLACE INTO creations (page, owner, create_in) VALUES ($page, $owner, $in)", page);
        if (createIn != Guid.Empty) set.Parameters.Add("$in", SqliteType.Blob).Value = createIn.ToByteArray(bigEndian: true);
        set.ExecuteNonQuery();
    }

    private void Delete(SqliteTransaction transaction, string sql, Guid page, IReadOnlyList<long> ids)
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

    private SqliteCommand Command(SqliteTransaction transaction, string sql, Guid page)
    {
        SqliteCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.Parameters.Add("$page", SqliteType.Blob).Value = page.ToByteArray(bigEndian: true);
        command.Parameters.Add("$owner", SqliteType.Integer).Value = _owners.Self;
        return command;
    }

    private async ValueTask<T> RunAsync<T>(Func<SqliteTransaction, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return await Task.Run(() => Explained(() => Run(work)), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<SqliteTransaction, T> work)
    {
        // The lock is taken at once: a transaction that first read and then wants to write cannot wait for others, only fail.
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        using (SqliteCommand command = _connection.CreateCommand())
        {
            command.Transaction = transaction;
            _owners.RequireSelf(command);
        }
        T result = work(transaction);
        transaction.Commit();
        return result;
    }
}
