namespace Notion.Crdt;

/// <summary>Local typing and erasing inside one block's region. Offsets are visible UTF-16 units of the region.</summary>
/// <remarks>
/// The cursor remembers the last place and walks from there; a place further away is looked up in the tree.
/// </remarks>
internal sealed class TextEditor(DocumentState state, ChangeWriter writer, ReplicaState own)
{
    private TextCursor _cursor;

    private SpanTree Tree => state.Sequences.Tree;

    /// <summary>Visible units of the block's own region.</summary>
    public int Length(BlockNode region)
    {
        if (_cursor.Region != region || _cursor.Epoch != state.Sequences.Epoch)
        {
            _cursor = new TextCursor
            {
                Region = region,
                Epoch = state.Sequences.Epoch,
                Span = region.Boundary,
                Length = Tree.RegionUnits(region.Boundary),
            };
        }
        return _cursor.Length;
    }

    /// <summary>Whether text goes on where the last operation of all inserted: one character of the basic plane behind another, in a span that can grow.</summary>
    /// <remarks>The last operation, since each takes a counter: so nothing has come between that character and the right neighbour of its span.</remarks>
    public bool IsTypingOn(BlockNode region, int offset, ReadOnlySpan<char> text)
    {
        if (offset != _cursor.TypedEnd || offset == 0 || _cursor.Region != region || _cursor.Epoch != state.Sequences.Epoch) return false;
        if (text.Length != 1 || char.IsSurrogate(text[0])) return false;
        ref Span item = ref Tree[_cursor.Span];
        return item.Kind == SpanKind.Basic && item.Replica == own.Index && item.End == writer.NextCounter;
    }

    /// <summary>Inserts a character where <see cref="IsTypingOn"/>.</summary>
    public void TypeOn(char unit)
    {
        ref Span item = ref Tree[_cursor.Span];
        int content = own.Text.Append(unit);
        int counter = writer.Insert(item.Last, item.Right, item.Right, content, units: 1, elements: 1);
        state.Sequences.Extend(_cursor.Span, 1);
        state.NoteInserted(new ElementId(own.Index, counter), 1, content);
        _cursor.Length++;
        _cursor.TypedEnd++;
    }

    /// <summary>Inserts text whose surrogates are whole where <see cref="FindLeft"/> has just found the place of the offset.</summary>
    public void InsertAfter(int span, int length, int offset, ReadOnlySpan<char> text)
    {
        ElementId right = state.Sequences.ElementAfter(span, length);
        while (!text.IsEmpty)
        {
            int units = Surrogates.FirstRun(text, out SpanKind kind);
            int elements = units / (int)kind;
            ElementId left = new(Tree[span].Replica, Tree[span].Counter + length - 1);
            int content = own.Text.Append(text[..units]);
            var id = new ElementId(own.Index, writer.Insert(left, right, Tree[span].Right, content, units, elements));
            int inserted = state.Sequences.InsertTextAfter(span, length, id, elements, kind, content, left, right);
            state.NoteInserted(id, elements, content);
            if (inserted != _cursor.Span)
            {
                _cursor.Span = inserted;
                _cursor.Before = offset;
            }
            _cursor.Length += units;
            offset += units;
            span = inserted;
            length = Tree[inserted].Length;
            text = text[units..];
        }
        _cursor.TypedEnd = offset;
    }

    public void Erase(BlockNode region, int offset, int count)
    {
        while (count > 0)
        {
            FindRight(region, offset);
            int span = _cursor.Span, kind = (int)Tree[span].Kind;
            int from = (offset - _cursor.Before) >> (kind - 1);         // by 1 or 2, without a division for each keystroke
            int to = Math.Min(Tree[span].Length, from + ((count + kind - 1) >> (kind - 1)));
            ThrowIfInsidePair(kind, offset - _cursor.Before);
            if (to < Tree[span].Length) ThrowIfInsidePair(kind, count);
            if (from == 0)                              // the span may merge into the one before it
            {
                _cursor.Span = Tree.Previous(span);
                _cursor.Before -= Visible(_cursor.Span);
            }
            var first = new ElementId(Tree[span].Replica, Tree[span].Counter + from);
            int times = 1;
            if (!state.Erasures.IsEmpty)
            {
                (long extra, int until) = state.Erasures.At(first.Replica, first.Counter);
                to = Math.Min(to, until - Tree[span].Counter);
                times = (int)Math.Min(1 - extra, OpId.MaxCounter);      // what was restored more often than erased takes more to hide
            }
            writer.Erase(first, to - from, times);
            state.Hide(span, from, to, times);
            _cursor.Length -= (to - from) * kind;
            count -= (to - from) * kind;
        }
    }

    /// <summary>The element to insert after: the first Length elements of a span end at the offset.</summary>
    public (int Span, int Length) FindLeft(BlockNode region, int offset)
    {
        Length(region);
        if (offset == 0)
        {
            _cursor.Span = region.Boundary;
            _cursor.Before = _cursor.TypedEnd = 0;
            return (region.Boundary, 1);
        }
        FindRight(region, offset - 1);
        int kind = (int)Tree[_cursor.Span].Kind, units = offset - _cursor.Before;
        ThrowIfInsidePair(kind, units);
        return (_cursor.Span, units / kind);
    }

    /// <summary>The character at an offset below the region's length, by its span and its index there.</summary>
    public (int Span, int Index) FindCharacter(BlockNode region, int offset)
    {
        FindRight(region, offset);
        return (_cursor.Span, (offset - _cursor.Before) / (int)Tree[_cursor.Span].Kind);
    }

    /// <exception cref="CrdtException">The offset, or the end of the range, is inside a surrogate pair.</exception>
    public void CheckRange(BlockNode region, int offset, int count)
    {
        if (!state.Sequences.HasAstral) return;
        CheckOffset(region, offset);
        CheckOffset(region, offset + count);
    }

    private void CheckOffset(BlockNode region, int offset)
    {
        if (offset == 0 || offset == Length(region)) return;
        FindRight(region, offset);
        ThrowIfInsidePair((int)Tree[_cursor.Span].Kind, offset - _cursor.Before);
    }

    /// <summary>Moves the cursor to the span that shows the unit at an offset below the region's length.</summary>
    private void FindRight(BlockNode region, int offset)
    {
        Length(region);
        _cursor.TypedEnd = 0;
        int near = Tree.Walk(_cursor.Span, ref _cursor.Before, offset);
        if (near >= 0)
        {
            _cursor.Span = near;
            return;
        }
        int unit = Tree.UnitsBefore(region.Boundary) + offset;
        _cursor.Span = Tree.FindUnit(unit, out int inSpan);
        _cursor.Before = offset - inSpan;
    }

    private int Visible(int span) => Tree[span].Deleted ? 0 : Tree[span].Units;

    private static void ThrowIfInsidePair(int kind, int units)
    {
        if (kind == (int)SpanKind.Astral && (units & 1) != 0) throw Surrogates.Broken("The offset lies inside a surrogate pair.");
    }
}
