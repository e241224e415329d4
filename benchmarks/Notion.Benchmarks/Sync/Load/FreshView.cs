using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>A client that knows nothing, reads a page through the server and applies it to a real document.</summary>
internal sealed class FreshView : IWireListener
{
    private bool _opened;

    public Document Document { get; } = new(new ReplicaId(1));

    public string? Problem { get; private set; }

    public static FreshView Read(EventLoop loop, ServerAddress server, Guid page, Func<Document, bool> isComplete, double patience)
    {
        var view = new FreshView();
        var wire = new WireClient(loop, server, page, view);
        wire.Connect();
        loop.Until(() => view.Problem is not null || (view._opened && isComplete(view.Document)), patience);
        if (!view._opened) view.Problem ??= "The page did not open in time.";
        wire.Close();
        return view;
    }

    public void Opened(OpenedFrame opened)
    {
        Take(opened.Update);
        _opened = true;
    }

    public void Changes(ReadOnlyMemory<byte> update) => Take(update);

    public void AckReceived(long batch)
    {
    }

    public void AckDurable(long batch)
    {
    }

    public void Closed(string? problem) => Problem = problem;

    private void Take(ReadOnlyMemory<byte> bytes) => PageContent.Fill(Document, bytes.Span);
}
