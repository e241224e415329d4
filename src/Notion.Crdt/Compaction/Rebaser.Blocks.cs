namespace Notion.Crdt;

/// <summary>Blocks, where they stand, and their values.</summary>
internal sealed partial class Rebaser
{
    private void Create(in DecodedOp op)
    {
        BlockNode old = _from.FindBlock(new ElementId(_replica.Index, op.Counter))!, parent = ParentFor(Block(op.Other));
        string position = Position(op), type = Name(op.Text);
        // A half whose other half is gone has a text of its own.
        BlockNode made = op.Kind == OpKind.Split && _places.LeftOf(old.Created.Operation, Element(op.Left)) is { } left
            ? _editor.SplitAfter(left, type, parent, position)
            : _editor.CreateAt(type, parent, position, op.Kind == OpKind.Create && op.Length > 0 ? BlockId.From(_update.AsSpan(op.Length, BlockId.Size)) : null);
        _places.Blocks.Add(old, made);
        NotePlaced(made, old, op);
        NoteOrigin(made.Created.Operation, op);
        _places.Add(old.Created.Operation, made.Created.Operation);
    }

    /// <summary>One more part of the text, as when several begin it at once. Where the block is gone, what was typed into it is reported.</summary>
    private void BeginText(in DecodedOp op)
    {
        if (_places.Find(Block(op.Target)) is not { } block) return;
        BlockNode made = _editor.BeginText(block, Name(op.Text));
        _places.Add(new ElementId(_replica.Index, op.Counter), made.Created.Operation);
    }

    /// <summary>The parent there; the top level where it is gone.</summary>
    private BlockNode ParentFor(BlockNode old) => _places.Find(old) ?? _to.Blocks.Root;

    /// <summary>For a joined block that is gone: the one there into which its text has flowed.</summary>
    private BlockNode? TextBefore(BlockNode old) =>
        !old.IsFixed && _places.LeftOf(old.Created.Operation) is { } left ? _to.Arrangement.RegionAt(_to.Sequences.FindSpan(left)) : null;

    private void Place(in DecodedOp op)
    {
        BlockNode old = Block(op.Target), oldParent = Block(op.Other);
        BlockNode? target = op.Kind == OpKind.Move ? ParentFor(oldParent) : _places.Find(oldParent) ?? TextBefore(oldParent);
        if (_places.Find(old) is not { } block || target is not { } parent)
        {
            Lose(op, RebaseLossReason.Gone, old);
            return;
        }
        if (IsOverruled(block.Placed!.Stamp))
        {
            LoseOverruled(op, old);
            return;
        }
        PlacementKind kind = KindOf(op, block, parent);
        if (_to.Arrangement.IsUnder(parent, block) || _to.Placements.Ancestors.IsUnder(parent, block) || (kind != PlacementKind.Child && parent.IsFixed))
        {
            Lose(op, RebaseLossReason.NoPlace, old);
            return;
        }
        _editor.Stand(block, parent, Position(op), kind);
        NotePlaced(block, old, op);
    }

    /// <summary>A join is one still where the text flows into the block that it was meant for, or into a half of it that the author did not know of; else the text is shown after that one's.
    /// Where changes are taken back, the text flows into what is before it without them.</summary>
    private PlacementKind KindOf(in DecodedOp op, BlockNode block, BlockNode parent)
    {
        if (op.Kind == OpKind.Move) return PlacementKind.Child;
        if (op.Kind == OpKind.Continue || block.IsHead) return PlacementKind.Continuation;
        if (_isRetraction) return PlacementKind.Joined;
        var here = new ElementId(_replica.Index, op.Counter);
        BlockNode owner = _to.Arrangement.RegionOwner(block.Boundary);
        while (owner != parent && !owner.IsHead && AreConcurrent(here, owner.Created.Operation)) owner = _to.Arrangement.RegionOwner(owner.Boundary);
        return owner == parent ? PlacementKind.Joined : PlacementKind.Continuation;
    }

    private void Delete(in DecodedOp op)
    {
        BlockNode old = Block(op.Target);
        if (_places.Find(old) is not { } block)
        {
            if (MayReturn(old.Created.Operation)) Lose(op, RebaseLossReason.MayReturn, old);
            return;
        }
        bool isOverruled = IsOverruled(block.Placed!.Stamp);
        if (block.Parent == _to.Blocks.Trash)
        {
            if (!isOverruled) ForgetPlacedIn(block);
        }
        else if (isOverruled)
        {
            LoseOverruled(op, old);
        }
        else if (HoldsUnseen(block))
        {
            Lose(op, RebaseLossReason.TouchesUnseen, old);
        }
        else
        {
            _editor.Trash(block);
            _placed.Remove(block);
            NoteOrigin(block.Placed!.Operation, op);
        }
    }

    /// <summary>Whether something under a block, or its text, is from somebody whom the author had not seen.</summary>
    private bool HoldsUnseen(BlockNode top)
    {
        SpanTree tree = _to.Sequences.Tree;
        var open = new Stack<BlockNode>([top]);
        while (open.TryPop(out BlockNode? block))
        {
            if (block != top && !block.IsField && IsUnseen(block.Placed!.Stamp.Operation)) return true;
            if (!_isRetraction && !_to.Arrangement.IsOff(block))
            {
                for (int span = tree.Next(block.Boundary); span >= 0 && !(tree[span].IsBoundary && tree.IsActive(span)); span = tree.Next(span))
                    if (!tree[span].Deleted && IsUnseen(tree[span].Last)) return true;
            }
            if (block.Children is not null)
                foreach (BlockNode child in block.Children) open.Push(child);
            foreach (BlockNode field in block.Fields ?? []) open.Push(field);
        }
        return false;
    }

    private void ChangeValue(in DecodedOp op)
    {
        BlockNode old = Block(op.Target);
        bool isType = op.Kind == OpKind.SetType;
        string? key = isType ? null : Name(op.Text);
        PropertyValue value = isType ? Name(op.Text) : op.Value;
        if (_places.Find(old) is not { } block) Lose(op, RebaseLossReason.Gone, old, key, value: value);
        else if (IsOverruled(op.Kind, block, key, value)) LoseOverruled(op, old, key, value);
        else _editor.ChangeValue(op.Kind, block, key ?? BlockValues.TypeKey, value);
    }

    private bool IsOverruled(OpKind kind, BlockNode block, string? key, PropertyValue value)
    {
        switch (kind)
        {
            case OpKind.SetType: return IsOverruled(block.TypeStamp);
            case OpKind.RemoveFromSet: return Array.Exists(_to.Values.Adds(block, key!, value), add => IsUnseen(add.Operation));
            case OpKind.SetProperty:
                int at = Array.FindIndex(block.Properties, register => register.Key == key);
                return at >= 0 && IsOverruled(block.Properties[at].Stamp);
            default: return false;
        }
    }

    private BlockNode Block(Ref reference) =>
        reference == Ref.Root ? _from.Blocks.Root : reference == Ref.Trash ? _from.Blocks.Trash : _from.FindBlock(Element(reference))!;

    private string Position(in DecodedOp op) => PositionTag.Expand(_update.AsSpan()[op.Position], _replica.Tag);
}
