using Notion.Server.Store;

namespace Notion.Sync.Simulation.Servers;

/// <summary>What the tables of the server's store hold after some transactions: the log with its snapshots, and the rows for SQL readers.</summary>
internal sealed class StoredPages
{
    private readonly Dictionary<Guid, StoredPage> _pages = [];

    public PageHistory Read(Guid page) =>
        _pages.TryGetValue(page, out StoredPage? stored) ? new PageHistory(stored.Snapshot, stored.SnapshotSequence, [.. stored.Tail]) : new PageHistory(null, 0, []);

    /// <summary>Every update after one; null where they were compacted away.</summary>
    public IReadOnlyList<byte[]>? ReadAfter(Guid page, long sequence)
    {
        if (!_pages.TryGetValue(page, out StoredPage? stored)) return [];
        return sequence < stored.LogStart ? null : stored.Log[(int)(sequence - stored.LogStart)..];
    }

    public long LastSequence(Guid page) => _pages.TryGetValue(page, out StoredPage? stored) ? stored.LastSequence : 0;

    public IReadOnlyDictionary<Guid, BlockRow> Rows(Guid page) => _pages.TryGetValue(page, out StoredPage? stored) ? stored.Rows : new Dictionary<Guid, BlockRow>();

    public void Apply(PageTransaction transaction)
    {
        if (!_pages.TryGetValue(transaction.Page, out StoredPage? page)) _pages.Add(transaction.Page, page = new StoredPage());
        if (transaction.Commit is not { } commit)
        {
            page.SnapshotSequence = page.LastSequence + 1;
            page.Snapshot = transaction.Compacted!.Snapshot;
            page.Tail.Clear();
            page.Log.Clear();
            page.LogStart = page.SnapshotSequence;
            page.Show(transaction.Compacted.Rows);
            return;
        }
        page.Tail.AddRange(commit.Updates.Select(update => update.Bytes));
        page.Log.AddRange(commit.Updates.Select(update => update.Bytes));
        if (commit.Snapshot is not null)
        {
            page.SnapshotSequence = page.LastSequence;
            page.Snapshot = commit.Snapshot;
            page.Tail.Clear();
        }
        if (commit.Projection is not null) page.Show(commit.Projection);
    }

    private sealed class StoredPage
    {
        public PageSnapshot? Snapshot { get; set; }

        public long SnapshotSequence { get; set; }

        public List<byte[]> Tail { get; } = [];

        /// <summary>All updates since a compaction, those before the snapshot too.</summary>
        public List<byte[]> Log { get; } = [];

        public long LogStart { get; set; }

        public long LastSequence => SnapshotSequence + Tail.Count;

        public Dictionary<Guid, BlockRow> Rows { get; } = [];

        public void Show(PageProjection projection)
        {
            if (projection.IsWhole) Rows.Clear();
            foreach (BlockRow row in projection.Changed) Rows[row.Id] = row;
            foreach (Guid removed in projection.Removed) Rows.Remove(removed);
        }
    }
}
