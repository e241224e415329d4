using System.Diagnostics;
using System.Threading.Channels;
using Notion.Server.Logging;
using Notion.Server.Store.Postgres;
using Npgsql;

namespace Notion.Server.Nodes;

/// <summary>The bus of the server processes that share a PostgreSQL database: NOTIFY to send, LISTEN to hear, on a connection of its own each.</summary>
/// <remarks>
/// <para>What this process publishes reaches its own subscribers at once. For the others it is queued; whatever has gathered while the connection was busy goes out in one statement, and of a page only the
/// highest sequence number; between two statements it pauses, since at each one PostgreSQL wakes every server. What a broken connection did not take is sent by the next; if more gathers than the queue holds, the others are told that they may have missed something.</para>
/// <para>The sending connection does not wait for the disk: a nudge need not survive.</para>
/// </remarks>
internal sealed class PostgresNodeBus : INodeBus, IAsyncDisposable
{
    private const string ChannelName = "notion_nodes";
    private const int QueueCapacity = 10_000;

    /// <summary>A server that is killed between its commit and its word of it tells nobody, so everybody looks from time to time.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>Not long for who reads on another server, and many commits.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private readonly LocalNodeBus _local;
    private readonly PostgresDatabase _database;
    private readonly ILogger _logger;
    private readonly string _id = Guid.CreateVersion7().ToString("N");
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<NodeMessage> _queue = Channel.CreateBounded<NodeMessage>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly Lock _gate = new();
    private string[] _unsent = [];
    private Task? _running;
    private bool _disposed;
    private volatile bool _overflowed;

    public PostgresNodeBus(LocalNodeBus local, PostgresDatabase database, ILogger<PostgresNodeBus> logger)
    {
        _local = local;
        _database = database;
        _logger = logger;
    }

    public void Publish(NodeMessage message)
    {
        _local.Publish(message);
        if (message is NodeMessage.Missed) return;
        _overflowed |= !_queue.Writer.TryWrite(message);
    }

    /// <summary>With the first subscriber the connections are made.</summary>
    public IDisposable Subscribe(Action<NodeMessage> handler)
    {
        lock (_gate)
            if (!_disposed) _running ??= Task.WhenAll(KeepAsync(ListenAsync), KeepAsync(SendAsync));
        return _local.Subscribe(handler);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_running is not null) await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Does the work on a connection, and on another whenever one breaks.</summary>
    private async Task KeepAsync(Func<NpgsqlConnection, Action, Task> work)
    {
        TimeSpan wait = FirstWait;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using NpgsqlConnection connection = await _database.ConnectAloneAsync(_stop.Token).ConfigureAwait(false);
                await work(connection, () => wait = FirstWait).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Whatever it was: without this loop the process would never hear of the others again.
                if (_stop.IsCancellationRequested) return;
                ServerLog.BusAway(_logger, wait.TotalMilliseconds, exception);
                await Task.Delay(wait, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = wait * 2 < LastWait ? wait * 2 : LastWait;
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action connected)
    {
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await ExecuteAsync(connection, $"LISTEN {ChannelName}").ConfigureAwait(false);
        connected();
        ServerLog.BusConnected(_logger);
        _local.Publish(new NodeMessage.Missed());
        for (long looked = Stopwatch.GetTimestamp(); ;)
        {
            TimeSpan left = LookAgain - Stopwatch.GetElapsedTime(looked);
            if (left > TimeSpan.Zero && await connection.WaitAsync(left, _stop.Token).ConfigureAwait(false)) continue;
            _local.Publish(new NodeMessage.Missed());
            looked = Stopwatch.GetTimestamp();
        }
    }

    private void Hear(string payload)
    {
        if (payload.StartsWith(_id, StringComparison.Ordinal)) return;
        foreach (NodeMessage message in NodeMessageText.Parse(payload.AsSpan(payload.IndexOf('\n') + 1))) _local.Publish(message);
    }

    private async Task SendAsync(NpgsqlConnection connection, Action connected)
    {
        await ExecuteAsync(connection, "SET synchronous_commit = off").ConfigureAwait(false);
        connected();
        while (_unsent.Length > 0 || await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            if (_unsent.Length == 0) _unsent = Take();
            await using var command = new NpgsqlCommand($"SELECT pg_notify('{ChannelName}', m) FROM unnest($1) AS m", connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = _unsent });
            await command.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
            _unsent = [];
            await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>All that waits, as few payloads.</summary>
    private string[] Take()
    {
        var pages = new Dictionary<Guid, long>();
        var messages = new List<NodeMessage>();
        while (_queue.Reader.TryRead(out NodeMessage? message))
        {
            if (message is NodeMessage.PageAdvanced page) pages[page.PageId] = Math.Max(page.Sequence, pages.GetValueOrDefault(page.PageId));
            else messages.Add(message);
        }
        if (_overflowed)
        {
            _overflowed = false;
            messages.Add(new NodeMessage.Missed());
        }
        messages.AddRange(pages.Select(page => new NodeMessage.PageAdvanced(page.Key, page.Value)));
        return [.. messages.Chunk(NodeMessageText.MaxMessages).Select(part => $"{_id}\n{NodeMessageText.Format(part)}")];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
