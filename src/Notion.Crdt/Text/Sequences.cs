using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>
/// The text of all blocks: FugueMax over spans (Weidner and Kleppmann, "The Art of the Fugue", 2023), in the form that stores both
/// origins of an element and finds its place by a scan, as YATA does (Nicolaescu et al. 2016).
/// </summary>
/// <remarks>
/// <para>An element names the element on its left and the one on its right where it was inserted, deleted ones included. Where both are still
/// neighbours, which is so unless somebody inserted at the same place at the same time, it goes between them. Else the elements in between
/// are scanned: those that hang on an element further left end the scan; among those with the same left origin, the ones whose right origin is
/// nearer come later, and for the same two origins the smaller replica comes first. So concurrent runs never interleave, in either direction.</para>
/// <para>Left origins are never missing: a sequence begins with the head, which stands for the block it was made for. The right origin is missing
/// at the end of a sequence.</para>
/// <para>Deleting hides. Elements leave the tree only when the transaction or update that inserted them rolls back.</para>
/// </remarks>
internal sealed partial class Sequences(ReplicaTable replicas)
{
    private readonly ReplicaTable _replicas = replicas;
    private int[] _sequences = [];                      // by block: the block whose sequence its text is in

    public SpanTree Tree { get; } = new();

    /// <summary>Counts changes that no cursor follows: a cursor made before the last of them is stale.</summary>
    public int Epoch { get; private set; }

    /// <summary>Takes down what is hidden or shown again, for a history that is still packed; null where there is none.</summary>
    public List<(ElementId First, int Count)>? Flips { get; set; }

    public void Invalidate() => Epoch++;

    /// <summary>Whether there is, or was, a character beyond the basic plane: without one no offset can lie inside a surrogate pair.</summary>
    public bool HasAstral { get; private set; }

    /// <summary>The span that holds an element; -1 when there is no such element.</summary>
    public int FindSpan(ElementId id)
    {
        int span = _replicas[id.Replica].Elements.Find(id.Counter);
        return span >= 0 && id.Counter < Tree[span].End ? span : -1;
    }

    /// <summary>The element after the first <paramref name="length"/> of a span: the right origin of what is inserted there.</summary>
    public ElementId ElementAfter(int span, int length)
    {
        ref Span item = ref Tree[span];
        if (length < item.Length) return new ElementId(item.Replica, item.Counter + length);
        int next = Tree.Next(span);
        return next < 0 || Tree[next].Kind == SpanKind.Head ? ElementId.None : Tree[next].First;
    }

    /// <summary>Begins a sequence for a block; returns the head's span.</summary>
    public int AddHead(ElementId id, int block)
    {
        int span = NewSpan(id, 1, SpanKind.Head, block, ElementId.None, ElementId.None);
        Tree.Append(span);
        SetSequence(block, block);
        return span;
    }

    /// <summary>The span after which, or in which, a new element goes.</summary>
    public int FindSpanBefore(ElementId id, ElementId left, ElementId right) => FindPlace(id, left, right).Span;

    /// <summary>Inserts the boundary of a block that a split made; returns its span.</summary>
    public int InsertBoundary(ElementId id, int block, ElementId left, ElementId right)
    {
        (int after, int length) = FindPlace(id, left, right);
        int span = NewSpan(id, 1, SpanKind.Boundary, block, left, right);
        SetSequence(block, SequenceOf(after));
        Place(span, after, length);
        if (_contested.Count > 0) NoteContested(id, left, right);
        Invalidate();
        return span;
    }

    /// <summary>Inserts characters that lie in the replica's arena, all of one kind; returns the span that holds the last of them.</summary>
    public int InsertText(ElementId id, int count, SpanKind kind, int content, ElementId left, ElementId right)
    {
        (int after, int length) = FindPlace(id, left, right);
        return InsertTextAfter(after, length, id, count, kind, content, left, right);
    }

    /// <summary>As <see cref="InsertText"/>, where the place is known: after the first <paramref name="length"/> elements of a span.</summary>
    public int InsertTextAfter(int after, int length, ElementId id, int count, SpanKind kind, int content, ElementId left, ElementId right)
    {
        ref Span item = ref Tree[after];
        if (item.Kind == kind && item.Replica == id.Replica && item.End == id.Counter && length == item.Length && !item.Deleted
            && item.Right == right && item.Last == left && item.Content + item.Units == content)
        {
            Extend(after, count);
            return after;
        }
        int span = NewSpan(id, count, kind, content, left, right);
        Place(span, after, length);
        if (_contested.Count > 0) NoteContested(id, left, right);
        return span;
    }

    /// <summary>Inserts characters that go on where a shown span ends: they lie behind its own in the arena, follow them by counter, and have its right neighbour.</summary>
    public void Extend(int span, int count)
    {
        ElementId left = Tree[span].Last;
        Tree.Extend(span, count);
        if (_contested.Count > 0) NoteContested(left with { Counter = left.Counter + 1 }, left, Tree[span].Right);
    }

    /// <summary>Fills an empty document's text with the spans of a snapshot, in the order of the text; their ids are entered by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Build(ChunkedArray<Span> spans)
    {
        Tree.Build(spans);
        int sequence = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            ref Span item = ref spans[i];
            HasAstral |= item.Kind == SpanKind.Astral;
            if (!item.IsBoundary) continue;
            if (item.Kind == SpanKind.Head) sequence = item.Content;
            SetSequence(item.Content, sequence);
        }
    }

    /// <summary>Whether each of so many consecutive ids is a character.</summary>
    public bool AreCharacters(ElementId first, int count)
    {
        for (int counter = first.Counter, end = first.Counter + count; counter < end;)
        {
            int span = FindSpan(first with { Counter = counter });
            if (span < 0 || !Tree[span].IsText) return false;
            counter = Tree[span].End;
        }
        return true;
    }

    /// <summary>Hides or shows the elements from <paramref name="from"/> to <paramref name="to"/> of a span; returns the span that holds them afterwards.</summary>
    public int SetDeleted(int span, int from, int to, bool deleted)
    {
        if (Tree[span].Deleted == deleted) return span;
        Flips?.Add((new ElementId(Tree[span].Replica, Tree[span].Counter + from), to - from));
        if (deleted && (from == 0) != (to == Tree[span].Length) && TryHideInNeighbour(span, from, to) is >= 0 and int neighbour) return neighbour;
        if (to < Tree[span].Length) SplitSpan(span, to);
        if (from > 0) span = SplitSpan(span, from);
        Tree[span].Deleted = deleted;
        Tree.UpdateUnits(span);
        Merge(span);
        int previous = Tree.Previous(span);
        return previous >= 0 && Merge(previous) ? previous : span;
    }

    /// <summary>Takes elements out again: the rollback of an insert.</summary>
    public void Excise(ElementId first, int count)
    {
        for (int counter = first.Counter, end = first.Counter + count; counter < end;)
        {
            int span = FindSpan(first with { Counter = counter });
            if (counter > Tree[span].Counter) span = SplitSpan(span, counter - Tree[span].Counter);
            if (end < Tree[span].End) SplitSpan(span, end - counter);
            counter = Tree[span].End;
            _replicas[first.Replica].Elements.Remove(Tree[span].Counter);
            Tree.Remove(span);
        }
        _contested.Clear();                             // made again when they are needed
        Invalidate();
    }

    /// <summary>The block whose sequence an element is in.</summary>
    public int SequenceOf(int span) =>
        _sequences[Tree[Tree[span].IsBoundary ? span : Tree.PreviousActiveBoundary(span)].Content];

    private void SetSequence(int block, int sequence)
    {
        if (block >= _sequences.Length) Array.Resize(ref _sequences, Math.Max(block + 1, _sequences.Length * 2));
        _sequences[block] = sequence;
    }

    private int NewSpan(ElementId id, int length, SpanKind kind, int content, ElementId left, ElementId right)
    {
        HasAstral |= kind == SpanKind.Astral;
        int span = Tree.Allocate();
        Tree[span] = new Span
        {
            Replica = id.Replica,
            Counter = id.Counter,
            Length = length,
            Kind = kind,
            Content = content,
            Left = left,
            Right = right,
        };
        _replicas[id.Replica].Elements.Add(id.Counter, span);
        return span;
    }

    private void Place(int span, int after, int length)
    {
        if (length < Tree[after].Length) SplitSpan(after, length);
        Tree.InsertAfter(after, span);
    }

    private int SplitSpan(int span, int length)
    {
        int rest = Tree.Split(span, length);
        _replicas[Tree[rest].Replica].Elements.Add(Tree[rest].Counter, rest);
        return rest;
    }

    private bool Merge(int span)
    {
        int replica = Tree[span].Replica;
        if (!Tree.TryMergeNext(span, out int removed)) return false;
        _replicas[replica].Elements.Remove(removed);
        return true;
    }

    private int TryHideInNeighbour(int span, int from, int to)
    {
        int neighbour = Tree.TryHideInNeighbour(span, from, to, out int border);
        if (neighbour >= 0) _replicas[Tree[span].Replica].Elements.Rekey(border, from > 0 ? border + from - to : border + to);
        return neighbour;
    }
}
