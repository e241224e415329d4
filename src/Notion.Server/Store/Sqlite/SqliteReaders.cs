using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Notion.Server.Store.Sqlite;

/// <summary>A bounded pool of read-only connections. In WAL mode readers neither wait for the writer nor hold it up.</summary>
internal sealed class SqliteReaders(string connectionString, int max) : IDisposable
{
    private readonly SemaphoreSlim _free = new(max, max);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _disposed;

    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation = default)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_idle.TryTake(out SqliteSession? session)) session = new SqliteSession(connectionString);
            try
            {
                return work(session);
            }
            finally
            {
                if (_disposed) session.Dispose();
                else _idle.Add(session);
            }
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out SqliteSession? session)) session.Dispose();
    }
}
