using Notion.Crdt;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Databases;

/// <summary>Writes the rows that filters and sorts read anew, from the documents: for pages from before there were databases, and for whoever doubts them. With no server running on the store.</summary>
internal sealed class RowRebuild(ISqlDatabase database, IPageLog log)
{
    private const int Batch = 200;

    /// <returns>How many pages were read.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        int count = 0;
        for (Guid after = Guid.Empty; ;)
        {
            List<Guid> pages = await database.ReadAsync(
                session => session.QueryAsync("SELECT id FROM pages WHERE id > @after ORDER BY id LIMIT @limit", row => row.Id(0), ("@after", after), ("@limit", Batch)),
                cancellation).ConfigureAwait(false);
            foreach (Guid page in pages)
            {
                PageHistory history = await log.ReadAsync(page, cancellation).ConfigureAwait(false);
                Document document = history.Snapshot is null ? new Document(ReplicaId.Create()) : Document.Load(history.Snapshot.Bytes, ReplicaId.Create());
                foreach (byte[] update in history.Tail) document.Apply(update);
                var row = RowProjector.Project(document);
                await database.WriteAsync(session => RowValueRows.ReplaceAsync(session, page, row), cancellation).ConfigureAwait(false);
            }
            count += pages.Count;
            if (pages.Count < Batch) return count;
            after = pages[^1];
        }
    }
}
