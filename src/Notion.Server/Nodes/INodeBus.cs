namespace Notion.Server.Nodes;

/// <summary>
/// Carries messages between the server processes on one store. Delivery is at most once and in no promised order, so a message is a nudge and never the only way
/// to learn something; after a time in which messages may have been lost, every subscriber gets <see cref="NodeMessage.Missed"/>. Thread-safe.
/// </summary>
internal interface INodeBus
{
    /// <summary>Tells every subscriber of every process, this one included. Returns at once, and never fails. Call it after the commit that it tells of.</summary>
    void Publish(NodeMessage message);

    /// <summary>Calls the handler for each message, one at a time, until the subscription is disposed. The handler returns quickly and does not throw.</summary>
    IDisposable Subscribe(Action<NodeMessage> handler);
}
