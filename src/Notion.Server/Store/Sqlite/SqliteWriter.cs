using Microsoft.Data.Sqlite;
using Notion.Server.Logging;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// The only writer, on a thread of its own, with group commit.
/// </summary>
/// <remarks>
/// <para>SQLite lets one connection write at a time, and with <c>synchronous=FULL</c> every commit waits for the disk. So all writes of the
/// process (the appends of every room, sign-ins, new pages) queue here; whatever has gathered while the disk was busy, or within the
/// commit window, goes into one transaction and shares one wait.</para>
/// <para>Invariants: a caller's task completes only after COMMIT has returned; each request runs in a savepoint of its own, so one that fails
/// takes nothing of its neighbours with it; if SQLite gave up the whole transaction (disk full, I/O error), every request of the group
/// fails, and none is half done. Requests run in the order in which they came.</para>
/// </remarks>
internal sealed partial class SqliteWriter : IDisposable
{
    private readonly SqliteSession _session;
    private readonly TimeSpan _window;
    private readonly int _maxGroup;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Queue<Request> _queue = new();
    private bool _isIdle;
    private bool _isClosing;
    private readonly Thread _thread;
    private bool _disposed;

    public SqliteWriter(SqliteSession session, TimeSpan window, int maxGroup, ILogger logger)
    {
        _session = session;
        _window = window;
        _maxGroup = maxGroup;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Queues the work; the task completes once it is committed, with what the work returned.</summary>
    /// <param name="work">Runs on the writer's thread, inside a transaction.</param>
    /// <param name="cancellation">Takes the request back while it still waits; once it has started it is carried out.</param>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation = default)
    {
        T result = default!;
        var request = new Request(session => result = work(session), cancellation);
        lock (_gate)
        {
            if (_isClosing) throw Closed();
            _queue.Enqueue(request);
            if (_isIdle) Monitor.Pulse(_gate);
        }
        await request.Completion.Task.ConfigureAwait(false);
        return result;
    }

    /// <summary>Carries out what is queued, then closes the connection.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;
        lock (_gate)
        {
            _isClosing = true;
            Monitor.Pulse(_gate);
        }
        _thread.Join();
        _session.Dispose();
    }

    private void Run()
    {
        var group = new List<Request>();
        while (WaitForWork())
        {
            // One sleep, whoever comes meanwhile: to be woken for each would cost more than what they ask for.
            if (_window > TimeSpan.Zero && !_isClosing) Thread.Sleep(_window);
            group.Clear();
            lock (_gate)
                while (group.Count < _maxGroup && _queue.TryDequeue(out Request? next)) group.Add(next);
            Commit(group);
        }
    }

    /// <summary>False when nothing more will come.</summary>
    private bool WaitForWork()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_isClosing) return false;
                _isIdle = true;
                Monitor.Wait(_gate);
                _isIdle = false;
            }
            return true;
        }
    }

    private void Commit(List<Request> group)
    {
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (Request request in group) RunOne(request);
            _session.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            RollBack();
            StoreException failure = Translate(exception);
            ServerLog.CommitFailed(_logger, group.Count, failure.Code, failure);
            foreach (Request request in group) request.Fail(request.Failure ?? failure);
            return;
        }
        foreach (Request request in group) request.Complete();
    }

    private void RunOne(Request request)
    {
        if (request.Cancellation.IsCancellationRequested)
        {
            request.Failure = new OperationCanceledException(request.Cancellation);
            return;
        }
        _session.Execute("SAVEPOINT request");
        try
        {
            request.Work(_session);
        }
        catch (Exception exception)
        {
            request.Failure = exception is SqliteException error ? SqliteErrors.Translate(error) : exception;
            if (!_session.InTransaction) throw;
            _session.Execute("ROLLBACK TO request");
        }
        _session.Execute("RELEASE request");
    }

    private void RollBack()
    {
        if (!_session.InTransaction) return;
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException exception)
        {
            ServerLog.RollbackFailed(_logger, exception);
        }
    }

    private static StoreException Translate(Exception exception) => exception switch
    {
        StoreException already => already,
        SqliteException error => SqliteErrors.Translate(error),
        _ => new StoreException(StoreErrorCode.Unavailable, "The group of writes could not be committed. Try again.", exception),
    };

    private static StoreException Closed() => new(StoreErrorCode.Closed, "The server is shutting down. Try again in a moment.");
}
