using System.Text;

namespace Notion.Crdt;

/// <summary>Makes again in one document what another has and that one has not. docs/compaction.md says what each operation comes to.</summary>
/// <remarks>
/// Changes are taken one by one, in the order in which the first document applied them, and become one transaction each, under the same author. Nothing that somebody has done whom their authors had not
/// seen is undone by that: what would is reported instead.
/// </remarks>
internal sealed partial class Rebaser
{
    private readonly DocumentState _from;
    private readonly DocumentState _to;
    private readonly Document _toDocument;
    private readonly int _own;
    private readonly RebasePlaces _places;
    private readonly List<RebaseLoss> _lost = [];
    private readonly UpdateDecoder _decoder = new();
    private VersionVector _has = VersionVector.Empty;               // of the other, before anything was made again in it
    private HashSet<(int Replica, int Change)>? _ours;              // the changes that are made again here, or dropped for good; null for all

    // Of the change that is made again:
    private BlockEditor _editor = null!;
    private byte[] _update = [];
    private ReplicaState _replica = null!;
    private string? _author;
    private HlcTimestamp _time;
    private int _first;

    public Rebaser(Document from, Document to)
    {
        _from = from.State;
        _to = to.State;
        _toDocument = to;
        _own = to.OwnIndex;
        _places = new RebasePlaces(_from, _to);
    }

    /// <param name="own">The changes to carry over, each by any of its operations; null for all that the other lacks.</param>
    public RebaseResult Run(IReadOnlyCollection<OpId>? own, IProgress<HistoryProgress>? progress, CancellationToken cancellation)
    {
        _from.Archive.Unpack(_from);
        VersionVector has = _has = _toDocument.Version;
        if (!has.Includes(_from.Cut.Version)) throw _from.Cut.Trimmed("What the snapshot lacks cannot be carried over, because it is gone here");
        RequireSamePast();
        HashSet<(int, int)>? wanted = _ours = own is null ? null : [.. own.Select(Locate)];
        (int Replica, int Change)[] missing =
            [.. _from.History.Where(at => FirstCounter(at) >= has[_from.Replicas[at.Replica].Id] && (wanted is null || wanted.Contains(at)))];
        for (int i = 0; i < missing.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Carry(missing[i]);
            progress?.Report(new HistoryProgress(i + 1, missing.Length));
        }
        Settle();
        return new RebaseResult(_toDocument, _toDocument.ExportSince(has), MadeAgain(), _lost);
    }

    private Dictionary<BlockId, BlockId> MadeAgain() => _places.Blocks.ToDictionary(made => made.Key.Id, made => made.Value.Id);

    private int FirstCounter((int Replica, int Change) at) => _from.Replicas[at.Replica].Changes.FirstCounter(at.Change);

    /// <summary>Sees that what both had of each replica was the same, as far as it can be told: the hashes over what was trimmed, and the bytes of what was not.</summary>
    private void RequireSamePast()
    {
        _to.Archive.Unpack(_to);
        for (int i = 0; i < _from.Replicas.Count; i++)
        {
            ReplicaState replica = _from.Replicas[i];
            if (_to.Replicas.Find(replica.Id.Value) is not { } other) continue;
            HistoryCut.Part then = _from.Cut[replica.Id], cut = _to.Cut[replica.Id];
            ulong hash = then.Hash;
            for (int change = 0; change < replica.Changes.Count && replica.Changes.FirstCounter(change) < other.End; change++)
            {
                int first = replica.Changes.FirstCounter(change), end = change + 1 < replica.Changes.Count ? replica.Changes.FirstCounter(change + 1) : replica.End;
                if (end <= cut.End)
                {
                    hash = HistoryCut.Hash(hash, replica.Changes.Change(change));
                    if (end == cut.End && then.End < cut.End && hash != cut.Hash) throw Conflict(replica, first);
                    continue;
                }
                int at = other.Changes.IndexFrom(first);
                if (at == other.Changes.Count || other.Changes.FirstCounter(at) != first || !other.Changes.Change(at).SequenceEqual(replica.Changes.Change(change))) throw Conflict(replica, first);
            }
        }
    }

    private (int Replica, int Change) Locate(OpId operation)
    {
        ReplicaState? replica = _from.Replicas.Find(operation.Replica.Value);
        int at = replica is null || operation.Counter >= replica.End ? -1 : replica.Changes.IndexFrom(operation.Counter + 1) - 1;
        return at >= 0 ? (replica!.Index, at) : throw new ArgumentException($"The document has no change with the operation {operation}, or has let go of it.", nameof(operation));
    }

    private static CrdtException Conflict(ReplicaState replica, int counter) =>
        new(CrdtErrorCode.ReplicaConflict, $"Replica {replica.Id} made two different changes up to or with counter {counter}: two writers share its id. Nothing can be carried over; copy by hand what is shown.");

    private void Read((int Replica, int Change) at)
    {
        _replica = _from.Replicas[at.Replica];
        _update = _replica.Changes.Update(at.Change).ToArray();
        _time = _replica.Changes.Time(at.Change);
        _first = FirstCounter(at);
        _author = _replica.Authors.At(_first);
        _decoder.Decode(_update);
    }

    private void Carry((int Replica, int Change) at)
    {
        Read(at);
        using Transaction transaction = _toDocument.Begin(_author ?? string.Empty);
        _editor = transaction.Editor;
        for (int i = 0; i < _decoder.Ops.Count; i++) Carry(_decoder.Ops[i]);
        transaction.CommitUnchecked();
    }

    private void Carry(in DecodedOp op)
    {
        switch (op.Kind)
        {
            case OpKind.Insert: Insert(op); break;
            case OpKind.Erase: Count(op, op.Times); break;
            case OpKind.Restore: Count(op, -op.Times); break;
            case OpKind.Create or OpKind.Split: Create(op); break;
            case OpKind.Move or OpKind.Join or OpKind.Continue: Place(op); break;
            case OpKind.Delete: Delete(op); break;
            case OpKind.SetProperty or OpKind.SetType or OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment: ChangeValue(op); break;
            case OpKind.BeginText: BeginText(op); break;
            case OpKind.Mark: Mark(op); break;
            case OpKind.Switch: SwitchMark(op); break;
            default: Lose(op, RebaseLossReason.UnknownOperation, _from.Blocks.Root); break;
        }
    }

    private void Insert(in DecodedOp op)
    {
        var first = new ElementId(_replica.Index, op.Counter);
        ElementId? left = _places.LeftOf(first, Element(op.Target));
        var lost = new StringBuilder();
        for (int counter = op.Counter, end = op.Counter + op.Counters; counter < end;)
        {
            int span = _from.Sequences.FindSpan(first with { Counter = counter });
            ref Span item = ref _from.Sequences.Tree[span];
            int count = Math.Min(end, item.End) - counter;
            ReadOnlySpan<char> text = _replica.Text.Slice(item.Content + ((counter - item.Counter) * (int)item.Kind), count * (int)item.Kind);
            if (left is { } place)
            {
                ElementId made = _editor.InsertAfter(place, item.Kind, text);
                _places.Add(first with { Counter = counter }, made, count);
                left = made with { Counter = made.Counter + count - 1 };
            }
            else if (!item.Deleted)
            {
                lost.Append(text);
            }
            counter += count;
        }
        if (left is null) Lose(op, RebaseLossReason.Gone, Shown(first), text: lost.ToString());
    }

    private void Count(in DecodedOp op, int change)
    {
        ElementId first = Element(op.Target);
        StringBuilder? returning = null;
        for (int counter = first.Counter, end = first.Counter + op.Length; counter < end;)
        {
            var old = first with { Counter = counter };
            if (_places.Find(old) is not { } element)
            {
                if (change < 0) Retype(op, old);
                else if (MayReturn(old)) (returning ??= new StringBuilder()).Append(TextOf(old));
                counter++;
                continue;
            }
            int count = 1;
            while (counter + count < end && _places.Find(old with { Counter = counter + count }) == element with { Counter = element.Counter + count }) count++;
            _editor.CountErasures(element, count, change);
            counter += count;
        }
        if (returning is not null) Lose(op, RebaseLossReason.MayReturn, Shown(first), text: returning.ToString());
    }

    /// <summary>Whether what is not there may come yet, made again by somebody else. What the snapshot knows is gone for good, and what is made again here has its new place.</summary>
    private bool MayReturn(ElementId element)
    {
        ReplicaState replica = _from.Replicas[element.Replica];
        return _ours is not null && element.Counter >= _has[replica.Id] && !_ours.Contains((element.Replica, replica.Changes.IndexFrom(element.Counter + 1) - 1));
    }

    private ReadOnlySpan<char> TextOf(ElementId element)
    {
        ref Span item = ref _from.Sequences.Tree[_from.Sequences.FindSpan(element)];
        return item.IsBoundary ? [] : _from.Replicas[item.Replica].Text.Slice(item.Content + ((element.Counter - item.Counter) * (int)item.Kind), (int)item.Kind);
    }

    /// <summary>A character was restored that is gone: where it is shown, it is typed again.</summary>
    private void Retype(in DecodedOp op, ElementId old)
    {
        ref Span item = ref _from.Sequences.Tree[_from.Sequences.FindSpan(old)];
        if (item.Deleted) return;
        ReadOnlySpan<char> text = TextOf(old);
        if (_places.LeftOf(old) is { } left) _places.Add(old, _editor.InsertAfter(left, item.Kind, text));
        else Lose(op, RebaseLossReason.Gone, Shown(old), text: text.ToString());
    }

    private void Mark(in DecodedOp op)
    {
        var start = new MarkAnchor(Element(op.Target), (op.Length & UpdateDecoder.StartsAfter) != 0);
        MarkAnchor end = op.Other.IsOperation ? new MarkAnchor(Element(op.Other), (op.Length & UpdateDecoder.EndsAfter) != 0) : MarkAnchor.End;
        var key = new MarkKey(Name(op.Text), op.Position.Equals(default) ? null : Name(op.Position));
        if (_places.Find(start) is { } from && _places.Find(end) is { } to && _to.Marks.IsRange(from, to))
            _places.Add(new ElementId(_replica.Index, op.Counter), _editor.MarkBetween(from, to, key, op.Value));
        else
            Lose(op, RebaseLossReason.Gone, Shown(start.Element), key.Type, value: op.Value);
    }

    private void SwitchMark(in DecodedOp op)
    {
        ElementId old = Element(op.Target);
        if (_from.Marks.Find(old) < 0) return;          // a note for who undoes, which has no meaning elsewhere
        int mark = _places.FindMark(old);
        bool active = op.Length == 1;
        if (mark >= 0 && !IsOverruled(_to.Marks[mark].Switched))
        {
            _editor.Switch(mark, active);
            return;
        }
        if (mark < 0 && !active && !MayReturn(old)) return;             // gone, as it should be
        int before = _from.Marks.Find(old);
        BlockNode shown = Shown(_from.Marks[before].Start.Element);
        if (mark < 0) Lose(op, active ? RebaseLossReason.Gone : RebaseLossReason.MayReturn, shown, _from.Marks.KeyOf(before).Type, value: _from.Marks[before].Value);
        else LoseOverruled(op, shown, _from.Marks.KeyOf(before).Type, _from.Marks[before].Value);
    }

    /// <summary>Whether somebody did it later whom the author had not seen.</summary>
    private bool IsOverruled(Stamp there) => IsUnseen(there.Operation) && there.Time > _time;

    /// <summary>Whether the author of the change that is made again had not seen it then.</summary>
    private bool IsUnseen(ElementId operation)
    {
        if (operation.Replica == _own || _from.Replicas.Find(_to.Replicas[operation.Replica].Id.Value) is not { } other) return operation.Replica != _own;
        return other == _replica ? operation.Counter >= _first : _replica.Knowledge.SeenAt(_first, other.Index) <= operation.Counter;
    }

    private BlockNode Shown(ElementId element) => _from.Arrangement.Shown(_from.Arrangement.RegionAt(_from.Sequences.FindSpan(element)));

    /// <summary>In another's document what is overruled is lost to its author; in one's own it was overruled already.</summary>
    private void LoseOverruled(in DecodedOp op, BlockNode block, string? key = null, PropertyValue value = default)
    {
        if (!_isRetraction) Lose(op, RebaseLossReason.Overruled, block, key, value: value);
    }

    private void Lose(in DecodedOp op, RebaseLossReason reason, BlockNode block, string? key = null, string text = "", PropertyValue value = default) =>
        _lost.Add(block.IsField
            ? new RebaseLoss(new OpId(_replica.Id, op.Counter), _author, reason, block.Parent!.Id, key ?? block.Type, text, value)
            : new RebaseLoss(new OpId(_replica.Id, op.Counter), _author, reason, block.Id, key, text, value));

    private ElementId Element(Ref reference) => new(_from.Replicas.Find(reference.Replica)!.Index, reference.Counter);

    private string Name(Range range) => System.Text.Encoding.UTF8.GetString(_update[range]);
}
