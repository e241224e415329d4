namespace Notion.Crdt;

/// <summary>Typing, erasing, splitting and joining in a block's text as it is shown, continuations included.</summary>
internal sealed partial class BlockEditor
{
    public void InsertText(BlockNode block, int offset, ReadOnlySpan<char> text)
    {
        RequireLive(block);
        if (_text.IsTypingOn(block, offset, text))
        {
            _state.Tracker?.Spliced(block, offset, 0, text);
            _text.TypeOn(text[0]);
            return;
        }
        Surrogates.ThrowIfBroken(text);
        (BlockNode piece, int local) = Locate(block, offset);
        (int span, int length) = _text.FindLeft(piece, local); // throws inside a surrogate pair, before anything is done
        if (text.IsEmpty) return;
        if (_state.Marks.Count > 0) (span, length) = BehindMarksThatEnd(piece, span, length);
        _state.Tracker?.Spliced(block, offset, 0, text);
        _text.InsertAfter(span, length, local, text);
    }

    public void DeleteText(BlockNode block, int offset, int length)
    {
        RequireLive(block);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (block.FlowingChildren == 0)
        {
            RequireRange(offset, length, _text.Length(block));
            if (length == 0) return;
            _text.CheckRange(block, offset, length);
            _state.Tracker?.Spliced(block, offset, length, default);
            _text.Erase(block, offset, length);
            return;
        }
        CollectPieces(block);
        RequireRange(offset, length, _pieces.Sum(_text.Length));
        if (length == 0) return;
        int skip = offset, left = length;
        foreach (BlockNode piece in _pieces)
        {
            int units = _text.Length(piece), from = Math.Min(skip, units), count = Math.Min(left, units - from);
            if (count > 0) _text.CheckRange(piece, from, count);
            skip -= from;
            left -= count;
        }
        _state.Tracker?.Spliced(block, offset, length, default);
        (skip, left) = (offset, length);
        foreach (BlockNode piece in _pieces)
        {
            int units = _text.Length(piece), from = Math.Min(skip, units), count = Math.Min(left, units - from);
            if (count > 0) _text.Erase(piece, from, count);
            skip -= from;
            left -= count;
        }
    }

    public BlockNode Split(BlockNode block, int offset, string type)
    {
        RequireLive(block);
        (BlockNode piece, int local) = Locate(block, offset);
        (int span, int length) = _text.FindLeft(piece, local);
        SettleShown();
        ElementId left = new(Tree[span].Replica, Tree[span].Counter + length - 1);
        ElementId right = _state.Sequences.ElementAfter(span, length);

        BlockNode under = block.Parent!;
        CollectPieces(block);
        (int before, int after) = Neighbours(under, under.FindChild(block) + 1, moving: null);
        bool isEnd = offset == _pieces.Sum(_text.Length);
        string? behind = PositionOf(under, after);
        // Where the cut text was a block of its own that comes back when its join is taken back, the new one stands behind that.
        bool mayReturn = piece != block && piece.Placed?.Replaced is { Kind: PlacementKind.Child } stood && stood.Parent == under
            && string.CompareOrdinal(stood.Position, block.Position) > 0 && (behind is null || string.CompareOrdinal(stood.Position, behind) < 0);
        string position = (mayReturn ? _positions.TryNextBehind(piece.Placed!.Replaced!.Position, behind, local, isEnd) : null)
            ?? _positions.TryNextBehind(block.Position, behind, offset, isEnd) ?? PositionNear(under, before, after, moving: null);
        int cutPiece = _pieces.IndexOf(piece);
        List<(BlockNode Block, List<BlockNode> Staying)> followers = FindWhatFollows(block, cutPiece, span);

        Stamp stamp = StampOf(_writer.Split(type, under, position, left, right));
        BlockNode made = _state.AddBlock(stamp, type, _author);
        _state.AddBoundary(made, new ElementId(stamp.Replica, stamp.Counter), left, right);
        Place(stamp, made, under, position, PlacementKind.Child);
        foreach ((BlockNode follower, List<BlockNode> staying) in followers)
        {
            PlacementKind kind = follower.Kind;
            foreach (BlockNode child in Enumerable.Reverse(staying))
                EmitPlace(child, follower.Parent!, PositionAt(follower.Parent!, follower.Parent!.FindChild(follower) + 1, child), PlacementKind.Continuation);
            EmitPlace(follower, made, PositionAt(made, made.Children?.Count ?? 0, moving: null), kind);
        }
        return made;
    }

    /// <summary>Joins the block into the one shown just before it, and returns that one.</summary>
    public BlockNode Join(BlockNode block)
    {
        RequireLive(block);
        BlockNode target = ShownBefore(block);
        SettleShown();
        CollectPieces(target);
        BlockNode last = _pieces[^1];
        if (LastJoinedInto(last) is { } joined && !Arrangement.IsUnder(joined, block) && (block.IsHead || Arrangement.RegionOwner(block.Boundary) != last)) last = joined;
        string position = PositionAt(last, last.Children?.Count ?? 0, block);
        bool follows = !block.IsHead && Arrangement.RegionOwner(block.Boundary) == last;
        EmitPlace(block, last, position, follows ? PlacementKind.Joined : PlacementKind.Continuation);
        return target;
    }

    /// <summary>The joined block under a piece whose text is the last of that one's region: what is joined behind that goes along with it, should somebody take its join back.</summary>
    private BlockNode? LastJoinedInto(BlockNode piece)
    {
        if (piece.FlowingChildren == 0) return null;
        int end = Tree.NextActiveBoundary(piece.Boundary);
        for (int span = end < 0 ? Tree.Last : Tree.Previous(end); span != piece.Boundary; span = Tree.Previous(span))
        {
            if (!Tree[span].IsBoundary) continue;
            BlockNode joined = _state.Blocks[Tree[span].Content], at = joined;
            while (at != piece && Arrangement.Role(at) != PlacementKind.Child) at = at.Parent!;
            return at == piece ? joined : null;
        }
        return null;
    }

    private SpanTree Tree => _state.Sequences.Tree;

    /// <summary>The joined and continued blocks that are shown behind a cut, with what under them is not; of those that go along with one another, the upper.</summary>
    private List<(BlockNode Block, List<BlockNode> Staying)> FindWhatFollows(BlockNode block, int cutPiece, int cutSpan)
    {
        var follow = new List<(BlockNode Block, List<BlockNode> Staying)>();
        if (block.FlowingChildren == 0) return follow;
        var flowing = new List<(BlockNode Block, PlacementKind Role)>();
        Arrangement.CollectFlowing(block, flowing);
        foreach ((BlockNode other, PlacementKind role) in flowing)
        {
            bool behind = role == PlacementKind.Continuation
                ? _pieces.IndexOf(other) > cutPiece
                : Arrangement.RegionOwner(other.Boundary) == _pieces[cutPiece] && Tree.Compare(other.Boundary, cutSpan) > 0;
            bool goesAlong = follow.Exists(above => Arrangement.IsUnder(other, above.Block) && !above.Staying.Exists(stays => Arrangement.IsUnder(other, stays)));
            if (behind && !goesAlong) follow.Add((other, FindWhatStays(other, cutPiece)));
        }
        return follow;
    }

    /// <summary>The continuations directly under a joined block that are shown before the cut, though its own boundary lies behind it.</summary>
    private List<BlockNode> FindWhatStays(BlockNode follower, int cutPiece) => follower.Kind != PlacementKind.Joined || follower.Children is null
        ? []
        : [.. follower.Children.ToArray().Where(child => Arrangement.Role(child) == PlacementKind.Continuation && _pieces.IndexOf(child) <= cutPiece)];

    private BlockNode ShownBefore(BlockNode block)
    {
        BlockNode parent = Arrangement.ShownParent(block)!;
        BlockNode? before;
        if (parent.FlowingChildren == 0)
        {
            int at = parent.FindChild(block);
            before = at == 0 ? null : parent.Children![at - 1];
        }
        else
        {
            _shown.Clear();
            Arrangement.CollectShownChildren(parent, _shown);
            int index = _shown.IndexOf(block);
            before = index == 0 ? null : _shown[index - 1];
        }
        if (before is null)
        {
            if (parent == _state.Blocks.Root)
                throw new CrdtException(CrdtErrorCode.NothingToJoin, "The block is the first of the page: there is none before it to join it into.");
            return parent;
        }
        while (LastShownUnder(before) is { } last) before = last;
        return before;
    }

    private BlockNode? LastShownUnder(BlockNode block)
    {
        if (block.FlowingChildren == 0) return block.Children is { Count: > 0 } children ? children[^1] : null;
        _shown.Clear();
        Arrangement.CollectShownChildren(block, _shown);
        return _shown.Count == 0 ? null : _shown[^1];
    }

    /// <summary>The piece and the offset in it for an offset in the block's text; the end of a piece rather than the start of the next.</summary>
    private (BlockNode Piece, int Offset) Locate(BlockNode block, int offset)
    {
        if (block.FlowingChildren == 0)
        {
            RequireRange(offset, 0, _text.Length(block));
            return (block, offset);
        }
        CollectPieces(block);
        int local = offset;
        foreach (BlockNode piece in _pieces)
        {
            int units = _text.Length(piece);
            if (local <= units && local >= 0) return (piece, local);
            local -= units;
        }
        RequireRange(offset, 0, offset - local);
        throw new InvalidOperationException("An offset within the text must lie in one of its pieces.");
    }

    private static void RequireRange(int offset, int length, int total)
    {
        if ((uint)offset > (uint)total)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The text has {total} UTF-16 units: the offset must lie between 0 and that.");
        if (length > total - offset)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"Only {total - offset} UTF-16 units follow the offset.");
    }
}
