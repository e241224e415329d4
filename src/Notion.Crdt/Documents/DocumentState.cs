using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>
/// A document's parts, and the operations on them that local edits and remote changes have in common. Each is entered in a journal, so that what does not come
/// to its end is taken back whole.
/// </summary>
internal sealed partial class DocumentState
{
    private const int LargestJournalKept = 4096;        // one large update does not hold on to its memory

    private readonly List<UndoStep> _journal = [];
    private int _lastAdded = -1;                        // the journal's last ChangeAdded
    private readonly HashSet<BlockNode> _touched = [];
    private BlockNode? _found;

    public DocumentState()
    {
        Sequences = new Sequences(Replicas);
        Placements = new PlacementLog(Replicas, Blocks);
        Arrangement = new Arrangement(Replicas, Blocks, Sequences, Placements.Ancestors);
        Marks = new MarkTable(Replicas, Sequences);
        Values = new ValueTable(Replicas);
    }

    public ReplicaTable Replicas { get; } = new();

    public BlockTable Blocks { get; } = new();

    public Sequences Sequences { get; }

    public PlacementLog Placements { get; }

    public Arrangement Arrangement { get; }

    public ValueTable Values { get; }

    public NameTable Names { get; } = new();

    /// <summary>All changes in the order in which they were applied, which is a causal order.</summary>
    public List<(int Replica, int Change)> History { get; } = [];

    /// <summary>The changes that came with a snapshot, as long as nobody has asked for them: they come before those of <see cref="History"/>.</summary>
    public ChangeArchive Archive { get; set; } = new();

    /// <summary>Which generation it is.</summary>
    public Generation Generation { get; set; }

    /// <summary>The latest timestamp in the generation's base; every change in it is later.</summary>
    public HlcTimestamp BaseTime { get; set; }

    /// <summary>Up to where changes are gone.</summary>
    public HistoryCut Cut { get; set; } = HistoryCut.None;

    /// <summary>False for a view of the past, which borrows its changes from the document it shows.</summary>
    public bool KeepsChanges { get; init; } = true;

    /// <summary>What the snapshot that the document was opened from said besides its content.</summary>
    public SnapshotExtras Extras { get; set; } = SnapshotExtras.None;

    /// <summary>Counts changes as they are added, also those that are taken back: where it stands still, nothing has come.</summary>
    public long Added { get; private set; }

    /// <summary>The latest timestamp seen.</summary>
    public HlcTimestamp Clock { get; set; }

    public ChangeTracker? Tracker
    {
        get => Arrangement.Tracker;
        set => Arrangement.Tracker = value;
    }

    /// <summary>The block that an operation made; null where it made none.</summary>
    public BlockNode? FindBlock(ElementId id)
    {
        int span = Sequences.FindSpan(id);
        return span >= 0 && Sequences.Tree[span].IsBoundary && Blocks[Sequences.Tree[span].Content] is { IsField: false } block ? block : null;
    }

    public BlockNode? FindBlock(BlockId id)
    {
        if (_found?.Id == id) return _found;            // most operations are on the block of the one before
        if (id == BlockId.Root) return Blocks.Root;
        if (!id.TryGetCreation(out OpId creation) || Replicas.Find(creation.Replica.Value) is not { } replica) return Blocks.FindImport(id);
        return FindBlock(new ElementId(replica.Index, creation.Counter)) is { } made ? _found = made : Blocks.FindImport(id);
    }

    public BlockNode AddBlock(Stamp stamp, string type, string? author)
    {
        OpId id = Replicas.ToOpId(new ElementId(stamp.Replica, stamp.Counter));
        var block = new BlockNode(Blocks.NextIndex, BlockId.From(id)) { Created = stamp, CreatedBy = author, Type = type, TypeStamp = stamp };
        Blocks.Add(block);
        _journal.Add(new UndoStep { Kind = UndoKind.Created, Subject = block });
        return block;
    }

    public void AddHead(BlockNode block, ElementId id)
    {
        block.IsHead = true;
        block.Boundary = Sequences.AddHead(id, block.Index);
        NoteInserted(id, 1);
    }

    public void AddBoundary(BlockNode block, ElementId id, ElementId left, ElementId right)
    {
        Tracker?.TouchShown(Arrangement.RegionAt(Sequences.FindSpanBefore(id, left, right)));
        block.Boundary = Sequences.InsertBoundary(id, block.Index, left, right);
        NoteInserted(id, 1);
        Tracker?.Touch(block);
    }

    public void NoteInserted(ElementId id, int count) =>
        _journal.Add(new UndoStep { Kind = UndoKind.Inserted, Element = id, Count = count, Length = -1 });

    /// <summary>As <see cref="NoteInserted(ElementId, int)"/> for characters, which also have a place in the arena.</summary>
    public void NoteInserted(ElementId id, int count, int content)
    {
        if (_journal.Count > 0)
        {
            ref UndoStep last = ref CollectionsMarshal.AsSpan(_journal)[^1];
            if (last.Kind == UndoKind.Inserted && last.Length >= 0 && last.Element.Replica == id.Replica && last.Element.Counter + last.Count == id.Counter)
            {
                last.Count += count;
                return;
            }
        }
        ref UndoStep step = ref Note(UndoKind.Inserted);
        (step.Element, step.Count, step.Length) = (id, count, content);
    }

    /// <summary>A new step of the journal, filled in place: this is done for each keystroke.</summary>
    private ref UndoStep Note(UndoKind kind)
    {
        CollectionsMarshal.SetCount(_journal, _journal.Count + 1);
        ref UndoStep step = ref CollectionsMarshal.AsSpan(_journal)[^1];
        step = default;
        step.Kind = kind;
        return ref step;
    }

    /// <summary>Puts in effect a local placement, which comes after all others.</summary>
    public void Place(Placement placement)
    {
        NotePlacement(placement);
        Placements.Append(placement);
        _journal.Add(new UndoStep { Kind = UndoKind.Placed, Subject = placement.Block, Before = Standing.IfElsewhere(placement.Block, Arrangement) });
        _touched.Clear();
        _touched.Add(placement.Block);
        Arrangement.Update(_touched);
    }

    /// <summary>Puts in effect the placements of remote changes, all at once.</summary>
    public void Place(List<Placement> placements)
    {
        if (placements.Count == 0) return;
        _touched.Clear();
        Placements.Integrate(placements, _touched);
        Arrangement.Update(_touched);
        placements.Clear();
    }

    public void NotePlacement(Placement placement)
    {
        ReplicaState replica = Replicas[placement.Stamp.Replica];
        replica.LastPlacement = Math.Max(replica.LastPlacement, placement.Stamp.Counter);
        if (placement.IsDeletion) replica.LastDeletion = Math.Max(replica.LastDeletion, placement.Stamp.Counter);
    }

    /// <summary>Enters a change in the history, after its operations.</summary>
    public void AddChange(ReplicaState replica, int first, int end, HlcTimestamp time, string? author, ReadOnlySpan<byte> change)
    {
        // Changes of one writer in a row are one step, so that a long history takes little to take back.
        if (_lastAdded >= 0 && CollectionsMarshal.AsSpan(_journal)[_lastAdded].Subject == replica)
        {
            CollectionsMarshal.AsSpan(_journal)[_lastAdded].Length++;
        }
        else
        {
            _lastAdded = _journal.Count;
            ref UndoStep step = ref Note(UndoKind.ChangeAdded);
            (step.Subject, step.Count, step.Time, step.Length) = (replica, replica.End, replica.Time, 1);
        }
        if (KeepsChanges)
        {
            History.Add((replica.Index, replica.Changes.Count));
            replica.Changes.Add(first, time, change);
        }
        Added++;
        replica.End = end;
        replica.Time = time;
        replica.Authors.Note(first, author);
        if (time > Clock) Clock = time;
    }

    /// <summary>Lets go of the changes in a cut; the archive is unpacked.</summary>
    public void Trim(HistoryCut cut)
    {
        var first = new int[Replicas.Count];
        for (int i = 0; i < first.Length; i++)
        {
            ReplicaState replica = Replicas[i];
            first[i] = replica.Changes.IndexFrom(cut[replica.Id].End);
            if (first[i] > 0) replica.Changes = replica.Changes.From(first[i]);
        }
        (int Replica, int Change)[] kept = [.. History.Where(at => at.Change >= first[at.Replica]).Select(at => (at.Replica, at.Change - first[at.Replica]))];
        History.Clear();
        History.AddRange(kept);
        History.TrimExcess();
        Cut = cut;
    }

    /// <summary>Timestamp of the change that ends at, or holds, the last of so many counters, which are not all inside the cut.</summary>
    public HlcTimestamp TimeBefore(ReplicaState replica, int end)
    {
        if (end == replica.End) return replica.Time;
        if (end == Cut[replica.Id].End) return Cut[replica.Id].Time;
        return Archive.TimeOf(this, replica, end - 1);
    }

    /// <summary>What was done since the last <see cref="Commit"/>.</summary>
    public ReadOnlySpan<UndoStep> Journal => CollectionsMarshal.AsSpan(_journal);

    /// <summary>Makes everything since the last call permanent.</summary>
    public void Commit() => ClearJournal();

    /// <summary>Takes back everything since the last <see cref="Commit"/>.</summary>
    public void Rollback()
    {
        bool restructure = false;
        ChangeTracker? tracker = Tracker;
        Tracker = null;                                 // nobody hears of what did not happen
        _touched.Clear();
        for (int i = _journal.Count - 1; i >= 0; i--) restructure |= TakeBack(_journal[i]);
        ClearJournal();
        Sequences.Invalidate();
        if (restructure) Arrangement.Update(_touched);
        Tracker = tracker;
    }

    private void ClearJournal()
    {
        _lastAdded = -1;
        _journal.Clear();
        if (_journal.Capacity > LargestJournalKept) _journal.Capacity = 0;
    }

    private bool TakeBack(in UndoStep step)
    {
        switch (step.Kind)
        {
            case UndoKind.Inserted:
                Sequences.Excise(step.Element, step.Count);
                if (step.Length >= 0) Replicas[step.Element.Replica].Text.Truncate(step.Length);
                break;
            case UndoKind.Erased:
                ChangeErasures(step.Element, step.Count, -step.Length, tracker: null);
                break;
            case UndoKind.Restored:
                ChangeErasures(step.Element, step.Count, step.Length, tracker: null);
                break;
            case UndoKind.Created:
                _found = null;
                Arrangement.Forget(step.Block);
                _touched.Remove(step.Block);
                if (step.Block.IsField) Blocks.FieldCount--;
                Blocks.RemoveImport(step.Block);
                Blocks.RemoveLast();
                break;
            case UndoKind.Placed:
                Placements.RemoveLast();
                _touched.Add(step.Block);
                if (step.Block.Placed is null) Arrangement.Lift(step.Block);
                return true;
            case UndoKind.Marked or UndoKind.MarkSwitched:
                TakeBackMark(step);
                break;
            case UndoKind.TakenBackNoted:
                SetTakenBack(step.Element, step.Length == 1);
                break;
            case < UndoKind.ChangeAdded:
                TakeBackValue(step);
                break;
            default:
                var replica = (ReplicaState)step.Subject!;
                if (KeepsChanges)
                {
                    for (int i = 0; i < step.Length; i++) replica.Changes.RemoveLast();
                    History.RemoveRange(History.Count - step.Length, step.Length);
                }
                replica.Knowledge.Truncate(step.Count);
                replica.End = step.Count;
                replica.Authors.Truncate(step.Count);
                replica.Time = step.Time;
                break;
        }
        return false;
    }
}
