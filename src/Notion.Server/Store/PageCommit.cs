namespace Notion.Server.Store;

/// <summary>All that one commit of a room changes; stored as a whole or not at all.</summary>
/// <param name="FirstSequence">The sequence number of the first update; the one before it must be the last in the store.</param>
/// <param name="Updates">None where only a snapshot is to be written.</param>
/// <param name="Projection">What SQL readers see from now on; null where there are no updates.</param>
/// <param name="Snapshot">The document with exactly the updates up to the last of this commit; null to write none.</param>
internal sealed record PageCommit(Guid PageId, long FirstSequence, IReadOnlyList<PageUpdate> Updates, PageProjection? Projection, PageSnapshot? Snapshot)
{
    public long LastSequence => FirstSequence + Updates.Count - 1;

    /// <summary>Who wrote the last update; null where nobody is known, or there is none.</summary>
    public Guid? Author => Updates.Count == 0 ? null : Updates[^1].Author;
}
