using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Puts together what a store has of a page.</summary>
/// <remarks>Rows are updates and snapshots. A write of which nobody knew whether it had taken place may have left rows of before a compaction beside those of after it. They do not fit together, and need not: whoever
/// stored the later ones had all that was in the earlier.</remarks>
internal static class StoredRows
{
    /// <exception cref="CrdtException">The rows are no page.</exception>
    public static Document Load(IReadOnlyList<StoredUpdate> rows, SyncClientOptions options)
    {
        ReplicaId replica = options.NewReplicaId();
        var document = new Document(replica, options.Document);
        try
        {
            foreach (StoredUpdate row in rows) PageBytes.Fill(document, row.Update.Span);
            return document;
        }
        catch (CrdtException compacted) when (compacted.Code == CrdtErrorCode.HistoryTrimmed)
        {
            return FromLatest(rows, replica, options);
        }
    }

    /// <summary>Begins with the snapshot that was compacted last, and adds what fits.</summary>
    private static Document FromLatest(IReadOnlyList<StoredUpdate> rows, ReplicaId replica, SyncClientOptions options)
    {
        Document latest = rows.Where(row => PageBytes.IsSnapshot(row.Update.Span))
            .Select(row => Document.Load(row.Update.Span, replica, options.Document))
            .MaxBy(snapshot => (snapshot.Generation, snapshot.TrimmedVersion.Sum(trimmed => (long)trimmed.Value)))!;
        foreach (StoredUpdate row in rows)
        {
            try
            {
                PageBytes.Fill(latest, row.Update.Span);
            }
            catch (CrdtException earlier) when (earlier.Code == CrdtErrorCode.HistoryTrimmed)
            {
                // Of before the compaction.
            }
        }
        return latest;
    }
}
