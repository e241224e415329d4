namespace Notion.Crdt;

/// <summary>
/// Makes a document show what it showed at a version, by new operations in an open transaction.
/// </summary>
/// <remarks>
/// <para>What is shown is a function of registers: where each block is placed, its type and properties, which characters are erased. So the registers
/// are set back, and identities come back by themselves: a block from the trash with its text, text to the side of a boundary where it was.</para>
/// <para>1. Placements, from the top down, so that none closes a cycle with one that is still to come: each block that was shown, or flowed into
/// one that was, stands again as it stood. Rounds, because a deletion that is taken back also takes back what escaped it.
/// 2. Blocks that the version does not know: those whose region holds text of the version flow back into the region before (a split is taken back by a
/// join); the others go to the trash.
/// 3. What concurrency may have left otherwise is put right with plain moves; after a history without corners there is nothing left to do.
/// 4. Types, properties, and texts: the erasure of characters that were shown is taken back, what should not be there is erased, and marks are set where they differ.</para>
/// <para>The result is one transaction like any other: what others do at the same time merges with it, and it can be undone.</para>
/// </remarks>
internal sealed class Reverter(Document now, Document then, BlockEditor editor)
{
    private const int MostRounds = 4;

    private readonly DocumentState _now = now.State;
    private readonly DocumentState _then = then.State;
    private readonly List<BlockNode> _children = [];

    public void Run()
    {
        if (new DiffBuilder(now, then).Build().IsEmpty) return;
        for (int round = 0; round < MostRounds && StandAsThen(); round++) { }
        TakeAwayNew();
        PutRight();
        SetBack(_now.Blocks.Root, _then.Blocks.Root);
        foreach (BlockNode block in _then.Arrangement.Subtree(_then.Blocks.Root)) SetBack(Now(block), block);
    }

    private BlockNode Now(BlockNode block) => block.IsFixed ? _now.Blocks[block.Index] : _now.FindBlock(block.Id)!;

    /// <summary>Goes through everything as it stood, joined and continued blocks included, parents first; says whether anything stood otherwise.</summary>
    private bool StandAsThen()
    {
        bool changed = false;
        var open = new Stack<BlockNode>([_then.Blocks.Trash, _then.Blocks.Root]);
        while (open.TryPop(out BlockNode? parent))
        {
            if (parent.Children is null) continue;
            for (int i = parent.Children.Count - 1; i >= 0; i--) open.Push(parent.Children[i]);
            foreach (BlockNode block in parent.Children) changed |= StandAsThen(Now(block), block);
        }
        return changed;
    }

    private bool StandAsThen(BlockNode block, BlockNode was)
    {
        Arrangement arrangement = _now.Arrangement;
        PlacementKind role = _then.Arrangement.Role(was);
        BlockNode parent = Now(was.Parent!);
        if (_then.Arrangement.IsTrashed(was) && arrangement.IsTrashed(block) && _then.Arrangement.IsOff(was) == arrangement.IsOff(block)) return false;
        if (block.Parent == parent && block.Position == was.Position && arrangement.Role(block) == role) return false;
        if (parent == _now.Blocks.Trash) editor.Trash(block);
        else if (!arrangement.IsUnder(parent, block)) editor.Stand(block, parent, was.Position, role);
        else return false;
        return true;
    }

    private void TakeAwayNew()
    {
        for (int i = 2, count = _now.Blocks.NextIndex; i < count; i++)
        {
            BlockNode block = _now.Blocks[i];
            if (block.IsField || _then.FindBlock(block.Id) is not null) continue;
            if (!block.IsHead && HoldsTextOfThen(block))
            {
                if (!_now.Arrangement.IsOff(block)) editor.FlowBack(block);
            }
            else if (!_now.Arrangement.IsTrashed(block))
            {
                editor.Trash(block);
            }
        }
    }

    /// <summary>Whether a character that was shown then is in the region behind a boundary.</summary>
    private bool HoldsTextOfThen(BlockNode block)
    {
        SpanTree tree = _now.Sequences.Tree;
        for (int span = tree.Next(block.Boundary); span >= 0; span = tree.Next(span))
        {
            ref Span item = ref tree[span];
            if (item.IsBoundary && tree.IsActive(span)) return false;
            if (item.IsText && WasShown(item)) return true;
        }
        return false;
    }

    private bool WasShown(in Span item)
    {
        if (_then.Replicas.Find(_now.Replicas[item.Replica].Id.Value) is not { } replica) return false;
        SpanTree tree = _then.Sequences.Tree;
        for (int counter = item.Counter; counter < item.End;)
        {
            int span = _then.Sequences.FindSpan(new ElementId(replica.Index, counter));
            if (span < 0) return false;                 // made later, and so is all that follows it
            if (!tree[span].Deleted) return true;
            counter = tree[span].End;
        }
        return false;
    }

    private void PutRight()
    {
        HashSet<BlockId> shown = [];
        var open = new Stack<BlockNode>([_then.Blocks.Root]);
        while (open.TryPop(out BlockNode? parent))
        {
            _children.Clear();
            _then.Arrangement.CollectShownChildren(parent, _children);
            for (int i = _children.Count - 1; i >= 0; i--) open.Push(_children[i]);
            BlockNode under = Now(parent);
            for (int i = 0; i < _children.Count; i++)
            {
                shown.Add(_children[i].Id);
                BlockNode child = Now(_children[i]);
                var view = new Block(now, child);
                if (!view.IsLive || view.Parent?.Id != under.Id || view.Index != i) editor.Show(child, under, i);
            }
        }
        foreach (BlockNode extra in _now.Arrangement.Subtree(_now.Blocks.Root).Where(block => !shown.Contains(block.Id)).ToArray())
            if (new Block(now, extra).IsLive) editor.Delete(extra);
    }

    private void SetBack(BlockNode block, BlockNode was)
    {
        if (!block.IsFixed && block.Type != was.Type) editor.SetType(block, was.Type);
        IReadOnlyDictionary<string, PropertyValue> old = new Block(then, was).Properties, set = new Block(now, block).Properties;
        foreach (string key in set.Keys)
            if (!old.ContainsKey(key)) editor.SetProperty(block, key, PropertyValue.Null);
        foreach ((string key, PropertyValue value) in old)
            if (set.GetValueOrDefault(key) != value) editor.SetProperty(block, key, value);
        SetValuesBack(block, new Block(then, was), new Block(now, block));
        if (!block.IsFixed) SetTextBack(block, was);
        if (block.Fields is null) return;               // nobody can have forgotten a text that was begun
        foreach (string key in block.Fields.Select(field => field.Type).Distinct().ToArray()) SetTextBack(block.FindField(key)!, was.FindField(key));
    }

    private void SetValuesBack(BlockNode block, Block old, Block set)
    {
        foreach (string key in old.Sets.Keys.Union(set.Sets.Keys).Order(StringComparer.Ordinal))
        {
            foreach (PropertyValue value in set.GetSet(key))
                if (!old.SetContains(key, value)) editor.RemoveFromSet(block, key, value);
            foreach (PropertyValue value in old.GetSet(key)) editor.AddToSet(block, key, value);
        }
        foreach (string key in old.Counters.Keys.Union(set.Counters.Keys).Order(StringComparer.Ordinal))
            editor.Increment(block, key, unchecked(old.GetCounter(key) - set.GetCounter(key)));
    }

    private void SetTextBack(BlockNode block, BlockNode? was)
    {
        var old = new ShownText(_then, was);
        foreach (ShownRun run in old.Runs) Uncover(run);
        List<TextDelta> steps = TextMatch.Delta(new ShownText(_now, block), old);
        int offset = 0;
        foreach (TextDelta step in steps)
        {
            switch (step.Kind)
            {
                case TextDeltaKind.Delete:
                    editor.DeleteText(block, offset, step.Length);
                    break;
                case TextDeltaKind.Insert:
                    editor.InsertText(block, offset, step.Text);   // its marks are set below, with those of the rest
                    offset += step.Length;
                    break;
                default:
                    offset += step.Length;
                    break;
            }
        }
        SetMarksBack(block, was is null ? RichText.Empty : new RichTextReader(_then).Read(was));
    }

    /// <summary>For each type of mark, sets those stretches of a text, which reads as it did, that have another value than they had.</summary>
    private void SetMarksBack(BlockNode block, RichText old)
    {
        RichText set = new RichTextReader(_now).Read(block);
        if (set.Equals(old)) return;
        foreach (MarkKey key in old.Concat(set).SelectMany(run => run.Marks).Select(mark => new MarkKey(mark.Type, mark.Id)).Distinct().Order().ToArray())
        {
            MarkType type = now.Options.Marks.Find(key.Type, key.Id is not null);
            int start = 0;
            foreach (TextRun run in old)
            {
                PropertyValue value = run.Marks[key.Type, key.Id];
                int from = 0;
                foreach (TextRun piece in set.Slice(start, run.Text.Length))
                {
                    if (piece.Marks[key.Type, key.Id] != value) editor.Mark(block, start + from, piece.Text.Length, type, key.Id, value);
                    from += piece.Text.Length;
                }
                start += run.Text.Length;
            }
        }
    }

    private void Uncover(ShownRun run)
    {
        int replica = _now.Replicas.Find(run.ReplicaId)!.Index;
        for (int counter = run.Counter, end = run.Counter + run.Length; counter < end;)
        {
            int span = _now.Sequences.FindSpan(new ElementId(replica, counter));
            int stop = Math.Min(end, _now.Sequences.Tree[span].End);
            if (_now.Sequences.Tree[span].Deleted) editor.Uncover(new ElementId(replica, counter), stop - counter);
            counter = stop;
        }
    }
}
