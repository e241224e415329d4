namespace Notion.Crdt;

/// <summary>Where a remote element goes.</summary>
internal sealed partial class Sequences
{
    /// <summary>
    /// The place of a new element: after the first Length elements of a span.
    /// </summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.InvalidChange"/>: an origin does not exist, or the two do not stand in one sequence in this order.</exception>
    private (int Span, int Length) FindPlace(ElementId id, ElementId left, ElementId right)
    {
        int span = FindSpan(left);
        if (span < 0) throw Invalid("its left neighbour does not exist");
        int length = left.Counter - Tree[span].Counter + 1;
        ElementId next = ElementAfter(span, length);
        if (next == right) return (span, length);
        if (_contested.Count > 0 && _contested.TryGetValue(left, out ContestedPlace? place)) return FindContested(place, id, span, length, left, right);
        long before = Steps;
        (int Span, int Length) found = Scan(id, span, length, right);
        if (Steps - before > LongScan)
        {
            Credit += Steps - before;
            MakeContested(span, length, left);
        }
        return found;
    }

    private (int Span, int Length) Scan(ElementId id, int span, int length, ElementId right)
    {
        int leftSpan = span, leftLength = length;
        CheckRight(span, length, right);
        if (!GoesOn(id, new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1), right)) CheckUnseenBetween(id, span, length, right);

        var place = (span, length);
        bool undecided = false;                         // between elements that may yet turn out to belong after the new one
        while (true)
        {
            Steps++;
            // The element at the cursor, "other": the first of a span, or one within the span of the left origin.
            if (length == Tree[span].Length)
            {
                int next = Tree.Next(span);
                if (!undecided) place = (span, length);
                if (next < 0 || Tree[next].Kind == SpanKind.Head) return place;
                span = next;
                length = 0;
            }
            else if (!undecided)
            {
                place = (span, length);
            }
            ref Span item = ref Tree[span];
            var other = new ElementId(item.Replica, item.Counter + length);
            if (other == right) return place;
            ElementId otherLeft = length == 0 ? item.Left : new ElementId(item.Replica, item.Counter + length - 1);

            int order = Compare(otherLeft, leftSpan, leftLength - 1);
            if (order < 0) return place;
            if (order == 0)
            {
                if (item.Right == right)
                {
                    if (_replicas.Compare(id.Replica, item.Replica) <= 0) return place;
                    undecided = false;
                }
                else
                {
                    undecided = ComparePositions(item.Right, right) < 0;
                }
            }

            // The rest of the span hangs on "other"; only the right origin can lie within it.
            bool rightWithin = !right.IsNone && right.Replica == item.Replica && right.Counter > other.Counter && right.Counter < item.End;
            length = rightWithin ? right.Counter - item.Counter : item.Length;
        }
    }

    /// <summary>Compares an element's place with that of the element at an offset of a span.</summary>
    private int Compare(ElementId element, int span, int offset)
    {
        int other = FindSpan(element);
        return other == span ? element.Counter - Tree[span].Counter - offset : Tree.Compare(other, span);
    }

    /// <summary>Compares two right origins; the missing one is the end of the sequence.</summary>
    private int ComparePositions(ElementId left, ElementId right)
    {
        if (left.IsNone || right.IsNone) return left.IsNone.CompareTo(right.IsNone);
        int span = FindSpan(right);
        return Compare(left, span, right.Counter - Tree[span].Counter);
    }

    private void CheckRight(int span, int length, ElementId right)
    {
        if (right.IsNone) return;
        int other = FindSpan(right);
        if (other < 0) throw Invalid("its right neighbour does not exist");
        if (Compare(right, span, length - 1) <= 0 || Tree[other].Kind == SpanKind.Head || SequenceOf(other) != SequenceOf(span))
            throw Invalid("its neighbours do not stand in one text in this order");
    }

    /// <summary>
    /// What lies between the two neighbours must be new to the author. Forged neighbours that never stood side by side would be ordered differently
    /// depending on what had come before them, and replicas would diverge.
    /// </summary>
    private void CheckUnseenBetween(ElementId id, int span, int length, ElementId right)
    {
        Knowledge knowledge = _replicas[id.Replica].Knowledge;
        while (true)
        {
            Steps++;
            if (length == Tree[span].Length)
            {
                span = Tree.Next(span);
                length = 0;
                if (span < 0 || Tree[span].Kind == SpanKind.Head) return;
            }
            ref Span item = ref Tree[span];
            int counter = item.Counter + length;
            bool holdsRight = item.Replica == right.Replica && counter <= right.Counter && right.Counter < item.End;
            if (holdsRight && counter == right.Counter) return;
            if (item.Replica == id.Replica || knowledge.SeenAt(id.Counter, item.Replica) > counter) throw Invalid("its neighbours did not stand side by side for its author");
            if (holdsRight) return;
            length = item.Length;                       // what one writer added later is as new
        }
    }

    private static CrdtException Invalid(string reason) =>
        new(CrdtErrorCode.InvalidChange, $"The change inserts text where it cannot be: {reason}. It was not applied; its sender is faulty or hostile.");
}
