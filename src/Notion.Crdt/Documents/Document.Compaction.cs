namespace Notion.Crdt;

/// <summary>Letting go of the past. docs/compaction.md says what goes, and what follows.</summary>
public sealed partial class Document
{
    /// <summary>The version up to which changes are gone; empty where none are. <see cref="ExportSince"/>, <see cref="At(VersionVector)"/> and what builds on it reach back to there.</summary>
    public VersionVector TrimmedVersion => Cut.Version;

    private HistoryCut Cut => Packed?.Cut ?? State.Cut;

    /// <summary>How often tombstones were dropped: replicas of one generation exchange changes, others are given <see cref="CrdtErrorCode.HistoryTrimmed"/>.</summary>
    public long Generation => Packed?.Generation ?? State.Generation.Number;

    /// <summary>Begins the next generation: a document that shows what this one shows, without what nobody can see, written to under a fresh replica id. This one stays as it is.</summary>
    /// <param name="replica">A fresh id.</param>
    /// <param name="options">What is left behind; null for the defaults.</param>
    /// <remarks>
    /// Everybody who goes on with the document has to take the new one: give them what its <see cref="Save"/> gives, for <see cref="Load(ReadOnlySpan{byte}, ReplicaId, DocumentOptions?)"/> or <see cref="Rebase(ReadOnlySpan{byte}, ReplicaId)"/>. Replicas that
    /// call this at the same version with the same options begin the same generation. What was done before cannot be undone in it. O(n log n) in what the document holds.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="replica"/> has written to this document already.</exception>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public Document StartGeneration(ReplicaId replica, GenerationOptions? options = null)
    {
        RequireNoTransaction();
        RequireFresh(replica);
        State.Archive.Unpack(State);
        DocumentState next = GenerationBuilder.Build(State, options ?? GenerationOptions.Default);
        next.Cut = HistoryCut.At(State, Version, new StateColumns(next).Write());
        return Load((ReadOnlyMemory<byte>)SnapshotWriter.Write(next), replica, _options);
    }

    /// <summary>Lets go of the changes up to a version. What is shown, and what can be merged, stays the same.</summary>
    /// <param name="stable">A closed version that this document has seen (see <see cref="At(VersionVector)"/>), and that every replica has seen that will still write: one that has not is
    /// given <see cref="CrdtErrorCode.HistoryTrimmed"/> when it asks for what it lacks, and goes on with a snapshot.</param>
    /// <returns>How many changes went.</returns>
    /// <remarks>Views of before go on showing what they show; they cannot give changes any more.</remarks>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownVersion"/>, <see cref="CrdtErrorCode.VersionNotClosed"/>; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction,
    /// <see cref="CrdtErrorCode.ReadOnlyDocument"/> for a view of the past.</exception>
    public int Compact(VersionVector stable) => Compact(stable, progress: null, CancellationToken.None);

    /// <summary>As <see cref="Compact(VersionVector)"/>, for long histories.</summary>
    /// <param name="stable">The version.</param>
    /// <param name="progress">Told how many changes have been replayed to make the state at the version; may be null.</param>
    /// <param name="cancellationToken">Stops the call before anything is changed.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="CrdtException">As for <see cref="Compact(VersionVector)"/>.</exception>
    public int Compact(VersionVector stable, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        RequireNoTransaction();
        RequireWritable();
        HistoryCut cut = CutAt(stable, progress, cancellationToken);
        if (cut == Cut) return 0;
        int before = State.History.Count;
        State.Trim(cut);
        (_past, _reader) = (null, null);
        return before - State.History.Count;
    }

    /// <summary>What <see cref="Save"/> gives after <see cref="Compact(VersionVector)"/>; this document keeps its history.</summary>
    /// <param name="stable">The version; see <see cref="Compact(VersionVector)"/>.</param>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public byte[] SaveShallow(VersionVector stable) => SaveShallow(stable, progress: null, CancellationToken.None);

    /// <summary>As <see cref="SaveShallow(VersionVector)"/>, for long histories.</summary>
    /// <param name="stable">The version.</param>
    /// <param name="progress">Told how many changes have been replayed to make the state at the version; may be null.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public byte[] SaveShallow(VersionVector stable, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        RequireNoTransaction();
        return SnapshotWriter.Write(State, CutAt(stable, progress, cancellationToken));
    }

    /// <summary>
    /// Opens another replica's snapshot, and makes again in it what this document has and the snapshot has not: the answer to <see cref="CrdtErrorCode.HistoryTrimmed"/>. What could not be
    /// carried over is listed. This document stays as it is.
    /// </summary>
    /// <param name="snapshot">What the other's <see cref="Save"/> gave.</param>
    /// <param name="replica">Who writes from now on: a fresh id, used neither here nor there.</param>
    /// <exception cref="ArgumentException"><paramref name="replica"/> has written to one of the two already.</exception>
    /// <exception cref="CrdtException">As for <see cref="Load(ReadOnlySpan{byte}, ReplicaId, DocumentOptions?)"/>; <see cref="CrdtErrorCode.HistoryTrimmed"/>: what the snapshot lacks was compacted away here, too;
    /// <see cref="CrdtErrorCode.ReplicaConflict"/>: the two are no replicas of one document, or two writers shared an id; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public RebaseResult Rebase(ReadOnlySpan<byte> snapshot, ReplicaId replica) => Rebase(snapshot, replica, progress: null, CancellationToken.None);

    /// <summary>As <see cref="Rebase(ReadOnlySpan{byte}, ReplicaId)"/>, for many changes.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="replica">Who writes from now on.</param>
    /// <param name="progress">Told after each change; may be null.</param>
    /// <param name="cancellationToken">Stops the call between two changes.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public RebaseResult Rebase(ReadOnlySpan<byte> snapshot, ReplicaId replica, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken) =>
        Rebase(snapshot, replica, null, progress, cancellationToken);

    /// <summary>As <see cref="Rebase(ReadOnlySpan{byte}, ReplicaId)"/>, but makes again some changes only: for one of several who rebase at the same time, each of whom makes again what is his own, so that nothing is made twice.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="replica">Who writes from now on.</param>
    /// <param name="own">The changes to make again, each by any of its operations. Others that the snapshot lacks are left out, and what was written in a block of theirs is listed as lost.</param>
    /// <exception cref="ArgumentException">This document has no such change.</exception>
    public RebaseResult Rebase(ReadOnlySpan<byte> snapshot, ReplicaId replica, IReadOnlyCollection<OpId> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        return Rebase(snapshot, replica, own, progress: null, CancellationToken.None);
    }

    private RebaseResult Rebase(ReadOnlySpan<byte> snapshot, ReplicaId replica, IReadOnlyCollection<OpId>? own, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        RequireNoTransaction();
        RequireFresh(replica);
        Document opened = Load(snapshot, replica, _options);
        opened.RequireFresh(replica);
        return new Rebaser(this, opened).Run(own, progress, cancellationToken);
    }

    private HistoryCut CutAt(VersionVector stable, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stable);
        if (TrimmedVersion.Includes(stable)) return Cut;
        stable = stable.Union(TrimmedVersion);
        Versions.RequireClosed(State, stable);
        cancellationToken.ThrowIfCancellationRequested();
        Document then = stable.Equals(Version) ? this : At(stable, progress, cancellationToken);
        return HistoryCut.At(State, stable, then.SaveState());
    }
}
