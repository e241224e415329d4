using System.Collections.Immutable;

namespace Notion.Server.Nodes;

/// <summary>The bus of a process that has its store to itself.</summary>
internal sealed class LocalNodeBus : INodeBus
{
    private readonly Lock _gate = new();
    private ImmutableArray<Action<NodeMessage>> _handlers = [];

    public void Publish(NodeMessage message)
    {
        lock (_gate)
            foreach (Action<NodeMessage> handler in _handlers) handler(message);
    }

    public IDisposable Subscribe(Action<NodeMessage> handler)
    {
        lock (_gate) _handlers = _handlers.Add(handler);
        return new Subscription(this, handler);
    }

    private void Remove(Action<NodeMessage> handler)
    {
        lock (_gate) _handlers = _handlers.Remove(handler);
    }

    private sealed class Subscription(LocalNodeBus bus, Action<NodeMessage> handler) : IDisposable
    {
        public void Dispose() => bus.Remove(handler);
    }
}
