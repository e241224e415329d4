using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>A page's document, once something needs it, and what belongs to it.</summary>
internal sealed class LoadedPage
{
    /// <exception cref="CrdtException">What is stored does not decode.</exception>
    public LoadedPage(SnapshotAndTail bytes, ReplicaId replica, DocumentOptions options)
    {
        Document = bytes.Snapshot is null ? new Document(replica, options) : Document.Load((ReadOnlyMemory<byte>)bytes.Snapshot, replica, options);
        if (bytes.Updates > 0) Document.Apply(bytes.Tail());
        Source = new PageSource(Document);
        Projector = new PageProjector(Document);
    }

    public Document Document { get; }

    public PageSource Source { get; }

    public PageProjector Projector { get; }
}
