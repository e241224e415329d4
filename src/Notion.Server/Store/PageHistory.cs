namespace Notion.Server.Store;

/// <summary>What a page is rebuilt from: the latest snapshot (if any) and every update after it.</summary>
/// <param name="SnapshotSequence">The last update that the snapshot holds; 0 without a snapshot.</param>
/// <param name="Tail">Consecutive, from <paramref name="SnapshotSequence"/> + 1.</param>
internal sealed record PageHistory(PageSnapshot? Snapshot, long SnapshotSequence, IReadOnlyList<byte[]> Tail)
{
    public long LastSequence => SnapshotSequence + Tail.Count;
}
