namespace Notion.Crdt;

/// <summary>Places where many inserted at once: found by an index instead of a scan.</summary>
/// <remarks>
/// An index of a place is made when a scan there was long, and only as far as all scans together have paid for it, so that making indexes never costs more than the scans did.
/// </remarks>
internal sealed partial class Sequences
{
    private readonly Dictionary<ElementId, ContestedPlace> _contested = [];
    private long _neededCredit;                         // after an index that would have cost more than there was: what there must be for the next
    private Func<ElementId, ElementId, int>? _comparePositions;

    /// <summary>After how many steps a scan is long.</summary>
    internal int LongScan { get; set; } = 64;

    /// <summary>Steps of long scans that no index has cost yet.</summary>
    internal long Credit { get; set; }

    /// <summary>Steps over spans that places took to find, all together.</summary>
    public long Steps { get; private set; }

    private (int Span, int Length) FindContested(ContestedPlace place, ElementId id, int span, int length, ElementId left, ElementId right)
    {
        CheckRight(span, length, right);
        CheckUnseen(place, id, left, right);
        ElementId behind = place.FindBehind(id.Replica, right, _comparePositions ??= ComparePositions);
        if (behind.IsNone) return (span, length);
        ElementId next = place.Next(behind);
        return next.IsNone ? EndOf(place, left) : Before(next);
    }

    /// <summary>Enters an element that has been put in its place, if that is a contested one.</summary>
    private void NoteContested(ElementId id, ElementId left, ElementId right)
    {
        if (!_contested.TryGetValue(left, out ContestedPlace? place)) return;
        (int span, int length) = Before(id);
        bool first = new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1) == left;
        ElementId behind = first ? ElementId.None : place.FindBehind(id.Replica, right, _comparePositions ??= ComparePositions);
        place.Add(id, right, behind);
        place.Group(id, _comparePositions ??= ComparePositions);
    }

    /// <summary>Makes an index of an element's children, unless there is more under it than scans have cost so far.</summary>
    private void MakeContested(int span, int length, ElementId left)
    {
        if (Credit < _neededCredit) return;
        _neededCredit = 2 * Credit;
        int from = span;
        var place = new ContestedPlace(_replicas) { End = left };
        ElementId last = ElementId.None;
        var children = new List<ElementId>();
        int at = length;
        while (true)
        {
            if (Credit == 0) return;
            Credit--;
            if (at == Tree[span].Length)
            {
                int next = Tree.Next(span);
                if (next < 0 || Tree[next].Kind == SpanKind.Head) break;
                (span, at) = (next, 0);
            }
            ref Span item = ref Tree[span];
            ElementId hangsOn = at == 0 ? item.Left : new ElementId(item.Replica, item.Counter + at - 1);
            int order = hangsOn == left ? 0 : Compare(hangsOn, from, length - 1);
            if (order < 0) break;
            if (order == 0)
            {
                var child = new ElementId(item.Replica, item.Counter + at);
                place.Add(child, item.Right, last);
                children.Add(last = child);
            }
            place.End = item.Last;
            at = item.Length;
        }
        foreach (ElementId child in children) place.Group(child, _comparePositions ??= ComparePositions);
        _contested.Add(left, place);
        _neededCredit = 0;
    }

    private (int Span, int Length) Before(ElementId element)
    {
        int span = FindSpan(element), offset = element.Counter - Tree[span].Counter;
        if (offset > 0) return (span, offset);
        int before = Tree.Previous(span);
        return (before, Tree[before].Length);
    }

    /// <summary>Behind everything that hangs on a place.</summary>
    private (int Span, int Length) EndOf(ContestedPlace place, ElementId left)
    {
        int top = FindSpan(left), offset = left.Counter - Tree[top].Counter;
        int span = FindSpan(place.End);
        while (true)
        {
            Steps++;
            int next = Tree.Next(span);
            if (next < 0 || Tree[next].Kind == SpanKind.Head || Compare(Tree[next].Left, top, offset) < 0) break;
            span = next;
        }
        place.End = Tree[span].Last;
        return (span, Tree[span].Length);
    }

    /// <summary>As <see cref="CheckUnseenBetween"/>: of each writer that the author knew, the leftmost child that it had seen tells for all.</summary>
    private void CheckUnseen(ContestedPlace place, ElementId id, ElementId left, ElementId right)
    {
        if (GoesOn(id, left, right)) return;
        bool inner = place.Contains(right);
        Knowledge knowledge = _replicas[id.Replica].Knowledge;
        if (knowledge.Count < place.ByWriter.Count && !place.HasBase)
        {
            foreach (int writer in knowledge.Known)
                if (place.ByWriter.TryGetValue(writer, out List<int>? counters)) Check(writer, counters);
            if (place.ByWriter.TryGetValue(id.Replica, out List<int>? own)) Check(id.Replica, own);
        }
        else
        {
            foreach ((int writer, List<int> counters) in place.ByWriter) Check(writer, counters);
        }
        if (inner) return;
        (int span, int length) = EndOf(place, left);
        CheckUnseenBetween(id, span, length, right);

        void Check(int writer, List<int> counters)
        {
            int seen = writer == id.Replica ? id.Counter : knowledge.SeenAt(id.Counter, writer);
            int at = counters.BinarySearch(seen);
            if (at < 0) at = ~at;
            if (at == 0) return;
            if (!inner || ComparePositions(new ElementId(writer, counters[at - 1]), right) < 0) throw Invalid("its neighbours did not stand side by side for its author");
        }
    }

    /// <summary>
    /// Whether the element goes on from what its author inserted just before it, behind that or between its left neighbour and it, having seen nothing new since:
    /// then what lies between its neighbours was found to be unseen when that was inserted.
    /// </summary>
    private bool GoesOn(ElementId id, ElementId left, ElementId right)
    {
        ReplicaState author = _replicas[id.Replica];
        int before = id.Counter - 1;
        if (before < 0 || author.Knowledge.Latest > before) return false;
        int span = FindSpan(new ElementId(id.Replica, before));
        if (span < 0) return false;
        ref Span item = ref Tree[span];
        if (!item.IsText) return false;
        if (left == item.Last && left.Counter == before) return right == item.Right;
        return item.Last.Counter == before && right == item.First && left == item.Left && author.Knowledge.Latest <= item.Counter;
    }
}
