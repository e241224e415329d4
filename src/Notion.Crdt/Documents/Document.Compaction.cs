namespace Notion.Crdt;

/// <summary>Letting go of the past. docs/compaction.md says what goes, and what follows.</summary>
public sealed partial class Document
{
    /// <summary>The version up to which changes are gone; empty where none are. <see cref="ExportSince"/>, <see cref="At(VersionVector)"/> and what builds on it reach back to there.</summary>
    public VersionVector TrimmedVersion => Cut.Version;

    private HistoryCut Cut => Packed?.Cut ?? State.Cut;

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
