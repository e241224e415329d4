using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Notion.Server.Logging;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// The only writer, on a thread of its own, with group commit.
/// </summary>
/// <remarks>
/// <para>SQLite lets one connection write at a time, and with <c>synchronous=FULL</c> every commit waits for the disk. So all writes of the
/// process (the appends of every room, sign-ins, new pages) queue here; whatever has gathered while the disk was busy, or within the
/// commit window, goes into one transaction and shares one wait. The window is the time from the beginning of one commit to that of the next: a write that comes alone does not wait.</para>
/// <para>Invariants: a caller's task completes only after COMMIT has returned; each request runs in a savepoint of its own, so one that fails
/// takes nothing of its neighbours with it; if SQLite gave up the whole transaction (disk full, I/O error), every request of the group
/// fails, and none is half done. Requests run in the order in which they came.</para>
/// </remarks>
internal sealed partial class SqliteWriter : IDisposable
{
    /// <summary>So many rooms hear of their commit from one thread, where there are more.</summary>
    private const int MaxOnOneThread = 32;

    private readonly SqliteSession _session;
    private readonly SqliteCheckpoints? _checkpoints;
    private readonly TimeSpan _window;
    private readonly int _maxGroup;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Queue<Request> _queue = new();
    private bool _isIdle;
    private bool _isClosing;
    private readonly Thread _thread;
    private bool _disposed;

    /// <param name="session">The one that writes.</param>
    /// <param name="checkpoints">Belong to the writer from now on, as the session does; null where SQLite does them within commits.</param>
    /// <param name="window">The least time from the beginning of one commit to that of the next.</param>
    /// <param name="maxGroup">The most requests in one commit.</param>
    /// <param name="logger">For what fails.</param>
    public SqliteWriter(SqliteSession session, SqliteCheckpoints? checkpoints, TimeSpan window, int maxGroup, ILogger logger)
    {
        _session = session;
        _checkpoints = checkpoints;
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
        var request = new Request(session => result = work(session), continuesAtOnce: false, cancellation);
        Enqueue(request);
        await request.Completion.Task.ConfigureAwait(false);
        return result;
    }

    /// <summary>The same for an append of a room, of which many are committed together: one thread goes through those who wait for them. What they do then must be short.</summary>
    public Task AppendAsync(Action<SqliteSession> work)
    {
        var request = new Request(work, continuesAtOnce: true, CancellationToken.None);
        Enqueue(request);
        return request.Completion.Task;
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
        _checkpoints?.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        var group = new List<Request>();
        long began = Stopwatch.GetTimestamp() - Stopwatch.Frequency;
        while (WaitForWork())
        {
            // One sleep, whoever comes meanwhile: to be woken for each would cost more than what they ask for.
            TimeSpan left = _window - Stopwatch.GetElapsedTime(began);
            if (left > TimeSpan.Zero && !_isClosing) Thread.Sleep(left);
            began = Stopwatch.GetTimestamp();
            group.Clear();
            lock (_gate)
                while (group.Count < _maxGroup && _queue.TryDequeue(out Request? next)) group.Add(next);
            Commit(group);
            _checkpoints?.Committed(_session);
        }
    }

    private void Enqueue(Request request)
    {
        lock (_gate)
        {
            if (_isClosing) throw Closed();
            _queue.Enqueue(request);
            if (_isIdle) Monitor.Pulse(_gate);
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
            foreach (Request request in group) request.Failure ??= failure;
        }
        Answer(group);
    }

    /// <summary>Tells everybody how it went, and goes on to the next group meanwhile.</summary>
    private static void Answer(List<Request> group)
    {
        foreach (Request request in group)
            if (!request.ContinuesAtOnce) request.Complete();
        Request[] appends = [.. group.Where(request => request.ContinuesAtOnce)];
        foreach (Request[] some in appends.Chunk(Environment.ProcessorCount == 1 ? MaxOnOneThread * MaxOnOneThread : MaxOnOneThread))
            ThreadPool.UnsafeQueueUserWorkItem(AnswerTogether, some, preferLocal: false);
    }

    private static void AnswerTogether(Request[] requests)
    {
        using SendTurn turn = SendTurn.Begin();
        foreach (Request request in requests) request.Complete();
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
