using Notion.Server.Nodes;

namespace Notion.Server.Sync;

/// <summary>Carries changes of permissions, made on whichever node, to the connections of this one.</summary>
internal sealed class AccessWatch(INodeBus bus, ConnectionRegistry connections) : IHostedService, IDisposable
{
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = bus.Subscribe(Hear);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();

    private void Hear(NodeMessage message)
    {
        switch (message)
        {
            case NodeMessage.AccessChanged changed:
                foreach (PageHost host in connections.Hosts)
                    if (host.Asker is { } asker && (changed.UserId is null || changed.UserId == asker.UserId) && host.Touches(changed.WorkspaceId)) host.AccessMayHaveChanged();
                break;
            case NodeMessage.Missed:
                foreach (PageHost host in connections.Hosts)
                    if (host.Asker is not null) host.AccessMayHaveChanged();
                break;
        }
    }
}
