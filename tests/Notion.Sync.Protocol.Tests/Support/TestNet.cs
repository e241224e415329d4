using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A server in memory that clients connect to, and whose connections a test can cut, refuse and count.</summary>
internal sealed class TestNet(FakeHost host, SyncServerOptions? options = null) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(MemoryDuplex Client, MemoryDuplex Server, Task<SyncErrorCode> Run)> _connections = [];
    private readonly List<SyncServerConnection> _served = [];

    public FakeHost Host { get; } = host;

    public bool IsUp { get; set; } = true;

    public int Connects { get; private set; }

    public ValueTask<ISyncTransport> ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!IsUp) throw new IOException("The network is down.");
            Connects++;
            (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
            var connection = new SyncServerConnection(new PipeTransport(server), Host, options);
            _served.Add(connection);
            _connections.Add((client, server, connection.RunAsync(_stop.Token)));
            return ValueTask.FromResult<ISyncTransport>(new PipeTransport(client));
        }
    }

    /// <summary>Asks the clients of all connections to go elsewhere.</summary>
    public void Drain(TimeSpan grace, string address)
    {
        SyncServerConnection[] served;
        lock (_gate) served = [.. _served];
        foreach (SyncServerConnection connection in served) connection.Drain(SyncErrorCode.ServerShuttingDown, grace, address);
    }

    /// <summary>Breaks every connection without a goodbye.</summary>
    public async Task CutAsync()
    {
        (MemoryDuplex Client, MemoryDuplex Server, Task<SyncErrorCode> Run)[] cut;
        lock (_gate)
        {
            cut = [.. _connections];
            _connections.Clear();
        }
        foreach ((MemoryDuplex client, MemoryDuplex server, _) in cut)
        {
            client.Input.CancelPendingRead();
            server.Input.CancelPendingRead();
        }
        await Task.WhenAll(cut.Select(connection => connection.Run)).WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>The network goes away and the server with it, and what was not committed is lost.</summary>
    public async Task CrashAsync()
    {
        IsUp = false;
        await CutAsync();
        Host.Crash();
    }

    public SyncClient Client(IChangeStore? store = null, string user = "1", Func<SyncClientOptions, SyncClientOptions>? change = null)
    {
        var settings = new SyncClientOptions
        {
            Token = _ => ValueTask.FromResult(FakeHost.Token + user),
            BackOff = new BackOff { First = TimeSpan.FromMilliseconds(5), Longest = TimeSpan.FromMilliseconds(50) },
            Random = new Random(7),
        };
        var client = new SyncClient(ConnectAsync, store ?? new MemoryChangeStore(), change is null ? settings : change(settings));
        client.Start();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] runs;
        lock (_gate) runs = [.. _connections.Select(connection => connection.Run)];
        await Task.WhenAll(runs).WaitAsync(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }
}
