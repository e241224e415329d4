namespace Notion.Crdt;

/// <summary>
/// A page: a tree of blocks with text and properties that many replicas edit at once, offline too. All that hold the same changes show the same.
/// </summary>
/// <remarks>
/// <para>Read through <see cref="Root"/>, <see cref="GetBlock"/> and <see cref="EnumerateBlocks"/>; change through <see cref="Begin"/>; exchange
/// with <see cref="Apply"/> and <see cref="ExportSince"/>; keep with <see cref="Save"/> and <see cref="Load"/>.</para>
/// <para>Not thread-safe: one writer at a time, and no reader beside it. Events are raised after a commit, outside any transaction, on the thread that committed.</para>
/// <para>Sources: docs/architecture.md names the papers behind each part.</para>
/// </remarks>
public sealed partial class Document
{
    private readonly DocumentOptions _options;
    private VersionVector? _version;

    /// <summary>An empty document.</summary>
    /// <param name="replica">Who writes here: a fresh <see cref="ReplicaId"/> for each start of each writer.</param>
    /// <param name="options">Clock and limits; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="replica"/> is the default value.</exception>
    public Document(ReplicaId replica, DocumentOptions? options = null)
        : this(replica, options, new DocumentState())
    {
    }

    private Document(ReplicaId replica, DocumentOptions? options, DocumentState? state)
    {
        ArgumentOutOfRangeException.ThrowIfZero(replica.Value, nameof(replica));
        Replica = replica;
        _options = options ?? DocumentOptions.Default;
        _wallClock = new WallClock(_options.TimeProvider);
        if (state is not null) _parts = new DocumentParts(state, replica, _options);
    }

    /// <summary>Raised after a commit or an <see cref="Apply"/> that changed something, never inside a transaction.</summary>
    /// <remarks>A listener may start transactions and apply updates. What it throws reaches the caller of the commit, which has happened.</remarks>
    public event EventHandler<DocumentChangedEventArgs>? Changed
    {
        add
        {
            _changed += value;
            if (_changed is not null) State.Tracker ??= new ChangeTracker(State);
        }
        remove
        {
            _changed -= value;
            if (_changed is null) State.Tracker = null;
        }
    }

    private EventHandler<DocumentChangedEventArgs>? _changed;

    /// <summary>Who writes here.</summary>
    public ReplicaId Replica { get; }

    /// <summary>What has been applied here; changes that wait for others do not count.</summary>
    public VersionVector Version => _version ??= VersionOf(Packed?.Replicas ?? State.Replicas);

    /// <summary>The latest timestamp of all changes applied here.</summary>
    public HlcTimestamp Clock => Packed?.Clock ?? State.Clock;

    /// <summary>How many changes wait for others that have not arrived.</summary>
    public int PendingCount => Packed is null ? Merger.Pending.Count : 0;

    /// <summary>For each replica of which something is missed by waiting changes, how many of its counters would help one of them on.</summary>
    public VersionVector PendingDependencies => Packed is null ? Merger.Pending.Missing() : VersionVector.Empty;

    /// <summary>How many blocks were ever created here, deleted ones included, the root not.</summary>
    public int BlockCount => Blocks.Count - Blocks.FieldCount;

    /// <summary>How many changes are in the document's history.</summary>
    public int ChangeCount => Packed?.ChangeCount ?? State.Archive.Count + State.History.Count;

    /// <summary>The page itself: it holds the top-level blocks and the page's properties; it has no text.</summary>
    public Block Root => new(this, Blocks.Root);

    internal DocumentOptions Options => _options;

    internal TextMarks MarksAt(BlockNode block, int offset) => Editing.MarksAt(block.Current, offset);

    internal TextMarks MarksAt(BlockNode block, string key, int offset) => Editing.MarksAt(block.Current, key, offset);

    /// <summary>Finds a block, live or not.</summary>
    /// <returns>False when the document has no such block.</returns>
    public bool TryGetBlock(BlockId id, out Block block)
    {
        BlockNode? node = Packed is { } packed ? packed.FindBlock(id) : State.FindBlock(id);
        block = node is null ? default : new Block(this, node);
        return node is not null;
    }

    /// <summary>Finds a block, live or not, by the UUID that it was imported with or that its id is. Of several that were imported at the same time, the one with the least id.</summary>
    /// <returns>False when the document has no such block.</returns>
    public bool TryGetBlock(Guid uuid, out Block block) => TryGetBlock(BlockId.From(uuid), out block);

    /// <summary>All blocks that were imported with a UUID, live or not, by id. More than one where several people imported it without knowing of one another.</summary>
    public IReadOnlyList<Block> GetImports(Guid uuid)
    {
        var blocks = new List<Block>();
        foreach (BlockNode node in Blocks.Imports(BlockId.From(uuid))) blocks.Add(new Block(this, node));
        return blocks;
    }

    internal Guid? UuidOf(BlockNode block) => (Packed?.Blocks.UuidOf(block) ?? State.Blocks.UuidOf(block.Current))?.ToGuid();

    /// <summary>Finds a block, live or not.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownBlock"/></exception>
    public Block GetBlock(BlockId id) => TryGetBlock(id, out Block block) ? block : throw Unknown(id);

    /// <summary>All live blocks, depth first, as shown. Do not change the document while enumerating.</summary>
    public IEnumerable<Block> EnumerateBlocks() => Outline.Subtree(Blocks.Root).Select(node => new Block(this, node));

    /// <summary>The blocks that were deleted by themselves, in no meaningful order; what was deleted along with one is among its children.</summary>
    public IEnumerable<Block> EnumerateTrash()
    {
        var children = new List<BlockNode>();
        Outline.CollectShownChildren(Blocks.Trash, children);
        return children.Select(node => new Block(this, node));
    }

    /// <summary>All changes that a version lacks, in causal order, as one update; an update without changes where it lacks none.</summary>
    /// <param name="version">What the other side has, usually its <see cref="Version"/>.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.HistoryTrimmed"/>: it lacks changes that were compacted away. Give it what <see cref="Save"/> gives.</exception>
    public byte[] ExportSince(VersionVector version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (!version.Includes(TrimmedVersion)) throw Cut.Trimmed("What the version lacks is gone");
        if (version.Includes(Version)) return [0x91, UpdateDecoder.FormatVersion];
        if (!State.Archive.IsKnownTo(State, version)) State.Archive.Unpack(State);
        List<(int Replica, int Change)> missing = ChangesSince(version);
        var writer = new MessagePackSpanWriter(16 + missing.Sum(at => State.Replicas[at.Replica].Changes.Change(at.Change).Length));
        writer.WriteArrayHeader(missing.Count + 1);
        writer.WriteInteger(UpdateDecoder.FormatVersion);
        foreach ((int replica, int change) in missing) writer.WriteRaw(State.Replicas[replica].Changes.Change(change));
        return writer.ToArray();
    }

    /// <summary>Merges an update. All of it takes effect or, with an exception, nothing. Changes that are here already do nothing; those that depend on missing ones wait.</summary>
    /// <param name="update">What <see cref="ExportSince"/> or <see cref="Transaction.Commit"/> of any replica gave.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>, <see cref="CrdtErrorCode.UnsupportedFormat"/>,
    /// <see cref="CrdtErrorCode.InvalidChange"/>, <see cref="CrdtErrorCode.ReplicaConflict"/>, <see cref="CrdtErrorCode.LimitExceeded"/>,
    /// <see cref="CrdtErrorCode.PendingOverflow"/>; <see cref="CrdtErrorCode.TransactionState"/> inside a transaction.</exception>
    public ApplyResult Apply(ReadOnlySpan<byte> update)
    {
        RequireNoTransaction();
        RequireWritable();
        State.Tracker?.Clear();
        ApplyResult result;
        using (BeginApplying()) result = Merger.Apply(update);
        if (result.Applied == 0) return result;
        _version = null;
        State.Sequences.Invalidate();
        Raise(isLocal: false, default);
        return result;
    }

    /// <summary>Reads who made which changes of an update, without applying any: for checks of permission, clock drift and quota where updates come in.</summary>
    /// <returns>A header for each change, in the order of the update; its state is as if those before it had been applied.</returns>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>, <see cref="CrdtErrorCode.UnsupportedFormat"/>,
    /// <see cref="CrdtErrorCode.InvalidChange"/> for an impossible timestamp, <see cref="CrdtErrorCode.ReplicaConflict"/>, <see cref="CrdtErrorCode.LimitExceeded"/>.</exception>
    public IReadOnlyList<ChangeHeader> Inspect(ReadOnlySpan<byte> update) => Merger.Inspect(update);

    internal BlockNode Find(BlockId id) => State.FindBlock(id) ?? throw Unknown(id);

    private static CrdtException Unknown(BlockId id) => new(CrdtErrorCode.UnknownBlock, $"The document has no block {id}. It may come with an update that has not arrived, or belong to another page.");

    /// <summary>The changes that a version lacks, in causal order: from the end of the history back to the first of them.</summary>
    private List<(int Replica, int Change)> ChangesSince(VersionVector version)
    {
        int[] first = new int[State.Replicas.Count];
        int left = 0;
        for (int i = 0; i < first.Length; i++)
        {
            ChangeList changes = State.Replicas[i].Changes;
            first[i] = changes.IndexFrom(version[State.Replicas[i].Id]);
            left += changes.Count - first[i];
        }
        var missing = new List<(int Replica, int Change)>(left);
        for (int i = State.History.Count - 1; left > 0; i--)
        {
            (int replica, int change) = State.History[i];
            if (change < first[replica]) continue;
            missing.Add((replica, change));
            left--;
        }
        missing.Reverse();
        return missing;
    }

    private void Raise(bool isLocal, ReadOnlyMemory<byte> update)
    {
        if (_changed is not { } changed || State.Tracker is not { } tracker) return;
        List<BlockChange> blocks = tracker.Collect();
        tracker.Clear();
        changed(this, new DocumentChangedEventArgs(isLocal, update, blocks));
    }
}
