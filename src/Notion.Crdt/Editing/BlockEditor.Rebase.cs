namespace Notion.Crdt;

/// <summary>Steps of a rebase: operations at places that are told by elements, whether they are shown or not.</summary>
internal sealed partial class BlockEditor
{
    public BlockNode CreateAt(string type, BlockNode parent, string position, BlockId? uuid)
    {
        Stamp stamp = StampOf(_writer.Create(type, parent, position, uuid));
        BlockNode block = _state.AddBlock(stamp, type, _author);
        _state.AddHead(block, stamp.Operation);
        if (uuid is { } import) _state.Blocks.AddImport(import, block);
        Place(stamp, block, parent, position, PlacementKind.Child);
        return block;
    }

    public BlockNode SplitAfter(ElementId left, string type, BlockNode parent, string position)
    {
        ElementId right = ElementAfter(left);
        Stamp stamp = StampOf(_writer.Split(type, parent, position, left, right));
        BlockNode block = _state.AddBlock(stamp, type, _author);
        _state.AddBoundary(block, stamp.Operation, left, right);
        Place(stamp, block, parent, position, PlacementKind.Child);
        return block;
    }

    /// <summary>Inserts characters of one kind; returns the first.</summary>
    public ElementId InsertAfter(ElementId left, SpanKind kind, ReadOnlySpan<char> text)
    {
        int span = _state.Sequences.FindSpan(left), length = left.Counter - Tree[span].Counter + 1, elements = text.Length / (int)kind;
        ElementId right = _state.Sequences.ElementAfter(span, length);
        int content = _own.Text.Append(text);
        var id = new ElementId(_own.Index, _writer.Insert(left, right, Tree[span].Right, content, text.Length, elements));
        _state.Sequences.InsertTextAfter(span, length, id, elements, kind, content, left, right);
        _state.NoteInserted(id, elements, content);
        _state.Sequences.Invalidate();
        return id;
    }

    /// <summary>Counts so many erasures more, or fewer where negative.</summary>
    public void CountErasures(ElementId first, int count, int change)
    {
        if (change > 0) _writer.Erase(first, count, change);
        else _writer.Restore(first, count, -change);
        _state.AddErasures(first, count, change);
        _state.Sequences.Invalidate();
    }

    public ElementId MarkBetween(MarkAnchor start, MarkAnchor end, MarkKey key, PropertyValue value)
    {
        Stamp stamp = StampOf(_writer.Mark(start, end, key, value));
        _state.AddMark(stamp, start, end, key, value);
        return stamp.Operation;
    }

    public void Switch(int mark, bool active) => _state.SwitchMark(mark, active, StampOf(_writer.Switch(_state.Marks[mark].Stamp.Operation, active)));

    /// <summary>A property, type, set or counter of a block, shown or not.</summary>
    public void ChangeValue(OpKind kind, BlockNode block, string key, PropertyValue value)
    {
        switch (kind)
        {
            case OpKind.SetProperty: _state.SetProperty(block, key, value, StampOf(_writer.SetProperty(block, key, value))); break;
            case OpKind.SetType: _state.SetType(block, value.AsString(), StampOf(_writer.SetType(block, value.AsString()))); break;
            case OpKind.AddToSet: _state.AddToSet(block, key, value, StampOf(_writer.ChangeSet(kind, block, key, value))); break;
            case OpKind.RemoveFromSet: _state.RemoveFromSet(block, key, value, StampOf(_writer.ChangeSet(kind, block, key, value))); break;
            default:
                _writer.Increment(block, key, value.AsInteger());
                _state.Increment(block, key, value.AsInteger());
                break;
        }
    }

    private ElementId ElementAfter(ElementId element)
    {
        int span = _state.Sequences.FindSpan(element);
        return _state.Sequences.ElementAfter(span, element.Counter - Tree[span].Counter + 1);
    }
}
