using Notion.Server.Logging;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// Brings what was committed from the write-ahead log into the database file, on a thread and a connection of its own, so that no commit waits for it.
/// </summary>
/// <remarks>
/// <para>SQLite would do so itself within every commit that makes the log longer than 1,000 pages, which then takes tens of milliseconds. A checkpoint beside commits is never quite done, as more is committed meanwhile, and only a
/// log of which all is done begins anew instead of growing. So the few pages that are left are the writer's, between two commits.</para>
/// <para>A checkpoint that fails (the disk is full) loses nothing, since the log has all; it is tried again after the next pages.</para>
/// </remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    private const int PagesBetween = 1_000;

    private readonly SqliteSession _session;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private int _begunAt;
    private volatile bool _isRunning;
    private volatile bool _wantsEnd;
    private volatile bool _isClosing;

    public SqliteCheckpoints(SqliteSession session, ILogger logger)
    {
        _session = session;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite checkpoints" };
        _thread.Start();
    }

    /// <summary>Called by the writer after a commit.</summary>
    /// <param name="writer">The writer's session.</param>
    public void Committed(SqliteSession writer)
    {
        if (_wantsEnd)
        {
            _wantsEnd = false;
            Checkpoint(writer);
        }
        int written = writer.PagesWritten;
        if (_isRunning || written - _begunAt < PagesBetween) return;
        _begunAt = written;
        _isRunning = true;
        _due.Release();
    }

    public void Dispose()
    {
        _isClosing = true;
        _due.Release();
        _thread.Join();
        _session.Dispose();
        _due.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _due.Wait();
            if (_isClosing) return;
            // The second round has little to do, and leaves less.
            _wantsEnd = Checkpoint(_session) && Checkpoint(_session);
            _isRunning = false;
        }
    }

    /// <returns>Whether there is more to be done.</returns>
    private bool Checkpoint(SqliteSession session)
    {
        try
        {
            return session.Checkpoint();
        }
        catch (StoreException failure)
        {
            ServerLog.CheckpointFailed(_logger, failure);
            return false;
        }
    }
}
