using Notion.Crdt;
using Notion.Server.Store;
using Notion.Server.Store.Postgres;

namespace Notion.Server.Tests.Running;

/// <summary>A page as the store alone gives it, with the checks that hold whenever nobody writes.</summary>
internal static class LoggedPage
{
    /// <summary>Loads the page; no update stands in the log twice, and the rows equal the document.</summary>
    public static async Task<Document> CheckAsync(PostgresDatabase database, Guid page, string where)
    {
        var log = new PostgresPageLog(database, TimeProvider.System);
        PageHistory history = await log.ReadAsync(page);
        Document document = history.Snapshot is null ? new Document(ReplicaId.Create()) : Document.Load(history.Snapshot.Bytes, ReplicaId.Create());
        foreach (byte[] update in history.Tail) document.Apply(update);
        (long all, long distinct, long first) = await database.ReadAsync(async session => (
            await session.QueryNumberAsync("SELECT count(*) FROM page_changes WHERE page_id = @page", ("@page", page)),
            await session.QueryNumberAsync("SELECT count(DISTINCT bytes) FROM page_changes WHERE page_id = @page", ("@page", page)),
            await session.QueryNumberAsync("SELECT min(seq) FROM page_changes WHERE page_id = @page", ("@page", page))));
        Assert.True(all == distinct, $"{all - distinct} updates stand in the log twice ({where}).");
        Assert.Equal(history.LastSequence, first + all - 1);
        await Projections.AssertEqualAsync(database, page, document, where);
        return document;
    }
}
