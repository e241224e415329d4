namespace Notion.Crdt;

/// <summary>Taking changes back that nobody else has.</summary>
public sealed partial class Document
{
    /// <summary>
    /// Makes the document as it would be without some changes that no other replica has, such as ones that a server refused. What depends on them goes too; all else stays. This document stays as it is.
    /// </summary>
    /// <param name="retracted">The changes, each by any of its operations.</param>
    /// <param name="own">Which changes may be made again, each by any of its operations: those that nobody else has either. One that has a retracted change in its causal past leaves the document, and is
    /// made again under a new id if it is named here and depends on nothing that was dropped. A retracted change that is named here is made again, too: so changes get new ids when their replica's id turns out to be somebody else's.</param>
    /// <param name="replica">Who writes from now on: a fresh id.</param>
    /// <remarks>A change depends on another if it puts text behind its characters, blocks into its blocks, splits, marks or values on what it made, or brings back what it erased; so does what depends on that in turn. Costs as
    /// much as <see cref="Fork(ReplicaId, VersionVector)"/>, and a rebase of what is made again.</remarks>
    /// <exception cref="ArgumentException">The document has no such change, or <paramref name="replica"/> has written to it already.</exception>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.HistoryTrimmed"/>: the changes were compacted away; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public RetractionResult Retract(IReadOnlyCollection<OpId> retracted, IReadOnlyCollection<OpId> own, ReplicaId replica)
    {
        ArgumentNullException.ThrowIfNull(retracted);
        ArgumentNullException.ThrowIfNull(own);
        RequireNoTransaction();
        State.Archive.Unpack(State);
        var dependents = new Dependents(State, retracted);
        HashSet<(int, int)> again = [.. own.Select(dependents.Locate)];
        again.ExceptWith(retracted.Where(operation => !own.Contains(operation)).Select(dependents.Locate));
        return new Rebaser(this, Fork(replica, dependents.Kept)).Retract(dependents, again, retracted.Select(dependents.Locate));
    }
}
