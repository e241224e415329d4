using System.Diagnostics.CodeAnalysis;

namespace Notion.Crdt;

/// <summary>
/// All marks of a document: Peritext (Litt, Lim, Kleppmann and van Hardenberg, "Peritext: A CRDT for Collaborative Rich Text Editing", 2022).
/// </summary>
/// <remarks>
/// <para>A mark operation covers what lies between two anchors, each a place right before or right after an element, erased or not. Elements never move, so a mark
/// needs no care when text is typed, erased, split, joined or moved. Nothing is stored with the text.</para>
/// <para>A character has, for each key (type, and id where a type is many by id), the value of the operation with the greatest stamp that covers it and is not
/// switched off; the value Null is none.</para>
/// <para>Where the paper keeps at each anchor the set of operations that cover it, this keeps the operations, and their anchors sorted: n overlapping marks take n places,
/// not n². Reading a text sweeps over the anchors in it: O(c + k log k) for c spans and k marks that touch it.</para>
/// </remarks>
internal sealed class MarkTable(ReplicaTable replicas, Sequences sequences)
{
    private readonly ChunkedArray<Mark> _marks = new(8);
    private readonly List<(MarkKey Key, int FirstMark)> _keys = [];
    private readonly Dictionary<MarkKey, int> _keyNumbers = [];
    private readonly Dictionary<ElementId, int> _byOperation = [];
    private readonly Dictionary<int, MarkAnchors> _anchors = [];    // by the block that began the sequence

    /// <summary>How many mark operations there are.</summary>
    public int Count => _marks.Count;

    public ref Mark this[int mark] => ref _marks[mark];

    public MarkKey KeyOf(int mark) => _keys[_marks[mark].Key].Key;

    /// <summary>The mark that an operation made; -1 where it made none.</summary>
    public int Find(ElementId operation) => _byOperation.TryGetValue(operation, out int mark) ? mark : -1;

    /// <summary>The anchors in the sequence of a block's text; false where it has none.</summary>
    public bool TryGetAnchors(BlockNode block, [NotNullWhen(true)] out MarkAnchors? anchors)
    {
        anchors = null;
        return Count > 0 && _anchors.TryGetValue(sequences.SequenceOf(block), out anchors);
    }

    /// <summary>Whether the two stand in one sequence, in this order and not at one place.</summary>
    public bool IsRange(MarkAnchor start, MarkAnchor end)
    {
        int first = start.IsEnd ? -1 : sequences.FindSpan(start.Element);
        if (first < 0) return false;
        if (end.IsEnd) return true;
        int last = sequences.FindSpan(end.Element);
        return last >= 0 && sequences.SequenceOf(first) == sequences.SequenceOf(last) && sequences.Compare(start, end) < 0;
    }

    public void Add(Stamp stamp, MarkAnchor start, MarkAnchor end, MarkKey key, PropertyValue value)
    {
        int mark = _marks.Add(), sequence = sequences.SequenceOf(sequences.FindSpan(start.Element));
        if (!_keyNumbers.TryGetValue(key, out int number))
        {
            number = _keys.Count;
            _keys.Add((key, mark));
            _keyNumbers.Add(key, number);
        }
        _marks[mark] = new Mark { Stamp = stamp, Start = start, End = end, Key = number, Sequence = sequence, Value = value, Switched = stamp };
        _byOperation.Add(new ElementId(stamp.Replica, stamp.Counter), mark);
        if (!_anchors.TryGetValue(sequence, out MarkAnchors? anchors)) _anchors.Add(sequence, anchors = new MarkAnchors(_marks, sequences));
        anchors.Add(mark);
    }

    /// <summary>Takes back the last <see cref="Add"/>.</summary>
    public void RemoveLast()
    {
        int mark = _marks.Count - 1;
        ref Mark item = ref _marks[mark];
        MarkAnchors anchors = _anchors[item.Sequence];
        anchors.RemoveLast(mark);
        if (anchors.IsEmpty) _anchors.Remove(item.Sequence);
        _byOperation.Remove(new ElementId(item.Stamp.Replica, item.Stamp.Counter));
        if (_keys[item.Key].FirstMark == mark)
        {
            _keyNumbers.Remove(_keys[^1].Key);
            _keys.RemoveAt(_keys.Count - 1);
        }
        _marks.RemoveLast();
    }

    /// <summary>What text between an element and the one that follows it has, or would have.</summary>
    public TextMarks After(BlockNode region, ElementId element)
    {
        if (!TryGetAnchors(region, out MarkAnchors? anchors)) return TextMarks.None;
        var sweep = new MarkSweep(this);
        sweep.Begin(anchors, anchors.After(new MarkAnchor(element, true)));
        return sweep.Current;
    }

    /// <summary>Whether all from one element to another, erased ones included, has a value of a key; Null: has none.</summary>
    public bool HasThroughout(BlockNode region, ElementId first, ElementId last, MarkKey key, PropertyValue value)
    {
        if (!TryGetAnchors(region, out MarkAnchors? anchors) || !_keyNumbers.TryGetValue(key, out int number)) return value == PropertyValue.Null;
        var sweep = new MarkSweep(this, number);
        MarkAnchors.Place at = anchors.After(new MarkAnchor(first, false)), end = anchors.Before(new MarkAnchor(last, true));
        sweep.Begin(anchors, at);
        MarkAnchor? reached = null;
        while (at.IsBefore(end) && anchors.TryRead(ref at, out MarkAnchors.Entry entry))
        {
            if (_marks[entry.Mark].Key != number) continue;
            MarkAnchor anchor = anchors.AnchorOf(entry);
            if (anchor != reached && sweep.ValueOf(number) != value) return false;
            reached = anchor;
            sweep.Pass(entry);
        }
        return sweep.ValueOf(number) == value;
    }

    /// <summary>All marks by stamp, which is the same on every replica.</summary>
    public int[] InOrder()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        Array.Sort(order, (left, right) => replicas.Compare(_marks[left].Stamp, _marks[right].Stamp));
        return order;
    }

    public MarkKey Key(int number) => _keys[number].Key;

    public int Compare(int left, int right) => replicas.Compare(_marks[left].Stamp, _marks[right].Stamp);
}
