namespace Notion.Crdt;

/// <summary>The past: views of it, what changed, who did it, and going back.</summary>
public sealed partial class Document
{
    private TimeTravel? _past;
    private HistoryReader? _reader;

    /// <summary>Whether this is a view of the past (<see cref="At(VersionVector)"/>), which does not change.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>The document as it is at a version, for reading.</summary>
    /// <remarks>A document of its own, which stays as it is when this one changes; calls with the same version may get the same one.</remarks>
    /// <param name="version">A version that this document has seen and that is closed: with each change it holds all that the change depends on. No replica
    /// need ever have been there. Versions of documents, those in <see cref="GetHistory"/>, and what <see cref="VersionAt"/> gives are closed.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownVersion"/>, <see cref="CrdtErrorCode.VersionNotClosed"/>,
    /// <see cref="CrdtErrorCode.HistoryTrimmed"/>; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public Document At(VersionVector version) => At(version, progress: null, CancellationToken.None);

    /// <summary>As <see cref="At(VersionVector)"/>, for long histories.</summary>
    /// <param name="version">The version.</param>
    /// <param name="progress">Told how many changes have been replayed, every few thousand; may be null.</param>
    /// <param name="cancellationToken">Stops the call within a few thousand changes.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public Document At(VersionVector version, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        RequireNoTransaction();
        Versions.RequireClosed(State, version);
        _past ??= new TimeTravel(State);
        if (_past.Last(version) is { } last) return last;
        var view = new Document(Own.Id, _options, new DocumentState { KeepsChanges = false }) { IsReadOnly = true };
        _past.Replay(view, version, progress, cancellationToken);
        return view;
    }

    /// <summary>The version that holds every change with a timestamp up to a moment. It is closed.</summary>
    public VersionVector VersionAt(HlcTimestamp time) => Versions.UpTo(State, time);

    /// <summary>The version that holds every change made up to a point in time, by the clocks of those who made them.</summary>
    public VersionVector VersionAt(DateTimeOffset time) =>
        Versions.UpTo(State, HlcTimestamp.From(Math.Clamp(time.ToUnixTimeMilliseconds(), 0, HlcTimestamp.MaxMilliseconds), ushort.MaxValue));

    /// <summary>What lies between two versions: <paramref name="from"/> need not be before <paramref name="to"/>.</summary>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public DocumentDiff Diff(VersionVector from, VersionVector to) => Diff(from, to, progress: null, CancellationToken.None);

    /// <summary>As <see cref="Diff(VersionVector, VersionVector)"/>, for long histories.</summary>
    /// <param name="from">The version before.</param>
    /// <param name="to">The version after.</param>
    /// <param name="progress">Told how many changes have been replayed, for each of the two; may be null.</param>
    /// <param name="cancellationToken">Stops the call within a few thousand changes.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public DocumentDiff Diff(VersionVector from, VersionVector to, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        Document before = At(from, progress, cancellationToken);
        return Diff(before, to.Equals(Version) ? this : At(to, progress, cancellationToken));
    }

    /// <summary>What has to be done to what one document shows to get what another shows: two versions of one document, or two forks.</summary>
    public static DocumentDiff Diff(Document before, Document after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        before.RequireNoTransaction();
        after.RequireNoTransaction();
        return new DiffBuilder(before, after).Build();
    }

    /// <summary>
    /// Brings back what was shown at a version, as one new change: the history goes on, nothing is lost, and what others do at the same time merges with it.
    /// </summary>
    /// <remarks>Identities are kept: blocks come back, move back, come apart and join again as what they are, and erased characters are shown again.</remarks>
    /// <param name="to">The version; see <see cref="At(VersionVector)"/>.</param>
    /// <param name="author">Who does it; see <see cref="Begin"/>.</param>
    /// <returns>The update for other replicas; empty where nothing has to change.</returns>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/> and <see cref="Begin"/>.</exception>
    public ReadOnlyMemory<byte> Revert(VersionVector to, string? author = null) => Revert(to, author, progress: null, CancellationToken.None);

    /// <summary>As <see cref="Revert(VersionVector, string?)"/>, for long histories.</summary>
    /// <param name="to">The version.</param>
    /// <param name="author">Who does it.</param>
    /// <param name="progress">Told how many changes have been replayed; may be null.</param>
    /// <param name="cancellationToken">Stops the call before anything is changed.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/> and <see cref="Begin"/>.</exception>
    public ReadOnlyMemory<byte> Revert(VersionVector to, string? author, IProgress<HistoryProgress>? progress, CancellationToken cancellationToken)
    {
        RequireWritable();
        Document then = At(to, progress, cancellationToken);
        using Transaction transaction = Begin(author);
        new Reverter(this, then, Editing).Run();
        return transaction.CommitUnchecked();
    }

    /// <summary>The changes made to the document, the latest first, page by page.</summary>
    /// <param name="query">Which, and how finely; null for the latest fifty, each by itself.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page size or the pause is outside its range.</exception>
    public HistoryPage GetHistory(HistoryQuery? query = null)
    {
        query ??= new HistoryQuery();
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, 10_000, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.GroupWithin, TimeSpan.Zero, nameof(query));
        RequireNoTransaction();
        return (_reader ??= new HistoryReader(State)).List(query);
    }

    /// <summary>Who wrote what of a block: each run of its text, its properties, its type, its place and itself.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownBlock"/>; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public BlockAuthorship GetAuthorship(BlockId block)
    {
        RequireNoTransaction();
        return (_reader ??= new HistoryReader(State)).Describe(Find(block));
    }

    /// <summary>An independent copy, history included, that another replica writes to. <see cref="Merge"/> brings the two together again.</summary>
    /// <param name="replica">A fresh id.</param>
    /// <exception cref="ArgumentException"><paramref name="replica"/> has written to this document already.</exception>
    public Document Fork(ReplicaId replica)
    {
        RequireFresh(replica);
        return Load(Save(), replica, _options);
    }

    /// <summary>An independent copy of the document as it is at a version, with the history up to there, that another replica writes to.</summary>
    /// <param name="replica">A fresh id.</param>
    /// <param name="version">The version; see <see cref="At(VersionVector)"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="replica"/> has written to this document already.</exception>
    /// <exception cref="CrdtException">As for <see cref="At(VersionVector)"/>.</exception>
    public Document Fork(ReplicaId replica, VersionVector version)
    {
        RequireFresh(replica);
        return Load(At(version).Save(), replica, _options);
    }

    /// <summary>Takes over all that another document has and this one has not. The other stays as it is: merge both ways to have both show the same.</summary>
    /// <exception cref="CrdtException">As for <see cref="ExportSince"/> and <see cref="Apply"/>.</exception>
    public ApplyResult Merge(Document other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Apply(other.ExportSince(Version));
    }

    /// <summary>Takes over changes that were checked when they first came in.</summary>
    internal void Replay(ReadOnlySpan<byte> update)
    {
        ApplyResult result = Merger.Apply(update);
        if (result.Waiting > 0) throw new InvalidOperationException("A replay must not meet a change whose dependencies are missing.");
        _version = null;
        State.Sequences.Invalidate();
    }

    private void RequireFresh(ReplicaId replica)
    {
        if (State.Replicas.Find(replica.Value) is { End: > 0 })
            throw new ArgumentException($"Replica {replica} has written to this document already. A fork writes under a fresh id.", nameof(replica));
    }

    private void RequireWritable()
    {
        if (IsReadOnly)
            throw new CrdtException(CrdtErrorCode.ReadOnlyDocument, "This is a view of the past, which does not change. Fork it to edit it, or revert the document to its version.");
    }
}
