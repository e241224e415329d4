using System.Diagnostics.CodeAnalysis;

namespace Notion.Benchmarks.Sync;

/// <summary>A page and the clients that have it open.</summary>
internal sealed class LoadPage
{
    private readonly Dictionary<long, LoadClient> _byReplica = [];

    private LoadPage(Guid id, int size)
    {
        Id = id;
        Size = size;
        Clients = new LoadClient[size];
    }

    public Guid Id { get; }

    public int Size { get; }

    public LoadClient[] Clients { get; }

    /// <param name="edits">Of every client of every page.</param>
    /// <param name="capacity">The most edits that a client sends.</param>
    public static LoadPage[] Make(Guid[] ids, int size, PreparedEdits[] edits, int capacity, LoadBook book)
    {
        var pages = new LoadPage[ids.Length];
        for (int p = 0; p < pages.Length; p++)
        {
            var page = pages[p] = new LoadPage(ids[p], size);
            for (int c = 0; c < size; c++)
            {
                page.Clients[c] = new LoadClient(page, c, edits[(p * size) + c], capacity, book);
                page._byReplica.Add(page.Clients[c].Edits.Replica.Value, page.Clients[c]);
            }
        }
        return pages;
    }

    public bool TryFind(long replica, [NotNullWhen(true)] out LoadClient? client) => _byReplica.TryGetValue(replica, out client);
}
