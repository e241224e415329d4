namespace Notion.Crdt;

/// <summary>Marks on a range of a block's text as it is shown.</summary>
internal sealed partial class BlockEditor
{
    /// <summary>Gives a range a mark, or with the value Null takes it away: one operation for each stretch of one sequence that is not so already.</summary>
    public void Mark(BlockNode block, int offset, int length, MarkType type, string? id, PropertyValue value)
    {
        RequireLive(block);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        CollectPieces(block);
        RequireRange(offset, length, _pieces.Sum(_text.Length));
        CheckPieces(offset, length);
        if (length == 0) return;
        var key = new MarkKey(type.Name, id);
        MarkExpand expand = value == PropertyValue.Null ? type.ExpandOfRemoval : type.Expand;
        int skip = offset, left = length;
        foreach (BlockNode piece in _pieces)
        {
            int units = _text.Length(piece), from = Math.Min(skip, units), count = Math.Min(left, units - from);
            if (count > 0) MarkStretch(piece, from, count, key, value, expand);
            skip -= from;
            left -= count;
        }
    }

    /// <summary>Inserts text that then has exactly the marks given, whatever the text around it has.</summary>
    public void InsertText(BlockNode block, int offset, RichText text, MarkSchema schema)
    {
        foreach (TextRun run in text) Surrogates.ThrowIfBroken(run.Text);
        InsertText(block, offset, text.Text);
        if (text.Length == 0) return;
        var keys = new SortedSet<MarkKey>(text.SelectMany(run => run.Marks).Concat(MarksAfter(block, offset)).Select(mark => new MarkKey(mark.Type, mark.Id)));
        foreach (MarkKey key in keys)
        {
            MarkType type = schema.Find(key.Type, key.Id is not null);
            int from = 0, to = 0;
            for (int i = 0; i < text.Count; i++)
            {
                PropertyValue value = text[i].Marks[key.Type, key.Id];
                to += text[i].Text.Length;
                if (i + 1 < text.Count && text[i + 1].Marks[key.Type, key.Id] == value) continue;
                Mark(block, offset + from, to - from, type, key.Id, value);
                from = to;
            }
        }
    }

    /// <summary>What text inserted at an offset would have.</summary>
    public TextMarks MarksAt(BlockNode block, int offset)
    {
        RequireLive(block);
        (BlockNode piece, int local) = Locate(block, offset);
        (int span, int length) = _text.FindLeft(piece, local);
        if (_state.Marks.Count == 0) return TextMarks.None;
        (span, length) = BehindMarksThatEnd(piece, span, length);
        return _state.Marks.After(piece, new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1));
    }

    /// <summary>Switches a mark operation off or on again, where it is not so already.</summary>
    public void SwitchMark(ElementId operation, bool active)
    {
        int mark = _state.Marks.Find(operation);
        if (_state.Marks[mark].IsOff == !active) return;
        _state.SwitchMark(mark, active, StampOf(_writer.Switch(operation, active)));
    }

    private void MarkStretch(BlockNode piece, int offset, int count, MarkKey key, PropertyValue value, MarkExpand expand)
    {
        (int span, int length) = _text.FindLeft(piece, offset + count);
        var last = new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1);
        ElementId next = _state.Sequences.ElementAfter(span, length);
        (span, int index) = _text.FindCharacter(piece, offset);
        var first = new ElementId(Tree[span].Replica, Tree[span].Counter + index);
        if (_state.Marks.HasThroughout(piece, first, last, key, value)) return;
        MarkAnchor start = (expand & MarkExpand.Before) != 0 ? new MarkAnchor(_state.Sequences.ElementBefore(span, index), true) : new MarkAnchor(first, false);
        MarkAnchor end = (expand & MarkExpand.After) == 0 ? new MarkAnchor(last, true) : next.IsNone ? MarkAnchor.End : new MarkAnchor(next, false);
        _state.AddMark(StampOf(_writer.Mark(start, end, key, value)), start, end, key, value);
    }

    private TextMarks MarksAfter(BlockNode block, int offset)
    {
        (BlockNode piece, int local) = Locate(block, offset);
        (int span, int index) = _text.FindCharacter(piece, local);
        return _state.Marks.After(piece, new ElementId(Tree[span].Replica, Tree[span].Counter + index));
    }

    /// <summary>
    /// Where marks that do not grow ended at a character that was erased since, what is typed there belongs behind that character: among the erased ones between the
    /// two neighbours, behind the last at which something ends or begins (Peritext, "Inserting text at span boundaries").
    /// </summary>
    private (int Span, int Length) BehindMarksThatEnd(BlockNode piece, int span, int length)
    {
        int next = length < Tree[span].Length ? span : Tree.Next(span);
        if (next < 0 || !Tree[next].Deleted || !_state.Marks.TryGetAnchors(piece, out MarkAnchors? anchors)) return (span, length);
        var left = new MarkAnchor(new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1), true);
        while (next >= 0 && Tree[next].Deleted) next = Tree.Next(next);
        MarkAnchor right = next < 0 || Tree[next].Kind == SpanKind.Head ? MarkAnchor.End : new MarkAnchor(Tree[next].First, false);
        MarkAnchors.Place place = anchors.Before(right);
        while (anchors.TryReadBack(ref place, out MarkAnchors.Entry entry))
        {
            MarkAnchor anchor = anchors.AnchorOf(entry);
            if (_state.Sequences.Compare(anchor, left) <= 0) break;
            if (!anchor.After) continue;
            int found = _state.Sequences.FindSpan(anchor.Element);
            return (found, anchor.Element.Counter - Tree[found].Counter + 1);
        }
        return (span, length);
    }

    private void CheckPieces(int offset, int length)
    {
        foreach (BlockNode piece in _pieces)
        {
            int units = _text.Length(piece), from = Math.Min(offset, units), count = Math.Min(length, units - from);
            if (count > 0) _text.CheckRange(piece, from, count);
            offset -= from;
            length -= count;
        }
    }
}
