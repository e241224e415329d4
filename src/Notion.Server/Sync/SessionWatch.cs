using System.Threading.Channels;
using Notion.Server.Accounts;
using Notion.Server.Logging;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Sync;

/// <summary>
/// Closes the sockets of sessions and tokens that have ended, whichever node ended them: on each word of it, and after words may have been lost, the connections
/// concerned are compared with the store. While the store does not answer, it is asked again until it does.
/// </summary>
internal sealed class SessionWatch : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private readonly Channel<Guid?> _due = Channel.CreateUnbounded<Guid?>();
    private readonly ConnectionRegistry _connections;
    private readonly Credentials _credentials;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionWatch> _logger;
    private readonly IDisposable _subscription;

    public SessionWatch(ConnectionRegistry connections, Credentials credentials, INodeBus bus, TimeProvider time, ILogger<SessionWatch> logger)
    {
        (_connections, _credentials, _time, _logger) = (connections, credentials, time, logger);
        _subscription = bus.Subscribe(Hear);
    }

    public override void Dispose()
    {
        _subscription.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Guid? user in _due.Reader.ReadAllAsync(stoppingToken))
            while (!await TryCheckAsync(user, stoppingToken)) await Task.Delay(RetryAfter, _time, stoppingToken);
    }

    private void Hear(NodeMessage message)
    {
        if (message is not (NodeMessage.SessionsEnded or NodeMessage.Missed)) return;
        _connections.NoteSessionsEnded();
        _due.Writer.TryWrite((message as NodeMessage.SessionsEnded)?.UserId);
    }

    private async Task<bool> TryCheckAsync(Guid? user, CancellationToken cancellation)
    {
        try
        {
            await _connections.EndSessionsAsync(user, caller => _credentials.IsLiveAsync(caller, cancellation));
            return true;
        }
        catch (StoreException exception)
        {
            ServerLog.SessionCheckFailed(_logger, exception);
            return false;
        }
    }
}
