namespace Notion.Crdt;

/// <summary>
/// Collects, while somebody listens, what becomes of the blocks: typing as steps at the moment it happens; what moves text or blocks about by
/// comparing each concerned block before and after.
/// </summary>
/// <remarks>Invariant: whatever alters what a block shows, other than typing, has touched that block first; so the text kept at the first touch is the old text.</remarks>
internal sealed partial class ChangeTracker(DocumentState state)
{
    private readonly Dictionary<BlockNode, Before> _before = [];
    private readonly Dictionary<BlockNode, List<TextEdit>> _edits = [];
    private readonly Dictionary<BlockNode, List<string>> _properties = [];

    /// <summary>Typing in what a block shows. Not called for blocks whose text is still in no tree.</summary>
    public void Spliced(BlockNode shown, int offset, int removed, ReadOnlySpan<char> inserted)
    {
        if (shown.IsField)
        {
            TouchField(shown.Parent!, shown.Type);
            return;
        }
        if (_before.ContainsKey(shown)) return;         // compared as a whole afterwards
        if (!_edits.TryGetValue(shown, out List<TextEdit>? edits)) _edits.Add(shown, edits = []);
        if (edits.Count > 0 && removed == 0 && edits[^1] is var last && offset == last.Offset + last.Inserted.Length)
            edits[^1] = last with { Inserted = string.Concat(last.Inserted, inserted) };
        else
            edits.Add(new TextEdit(offset, removed, inserted.ToString()));
    }

    /// <summary>Remote typing, known by the span that holds it: called after an insert, before an erasure.</summary>
    public void SplicedAt(int span, int from, int to, bool inserted)
    {
        BlockNode region = state.Arrangement.RegionOwner(span);
        if (region.Parent is null && !region.IsFixed) return;
        BlockNode shown = state.Arrangement.Shown(region);
        if (_before.ContainsKey(shown) || !IsShown(shown)) return;
        SpanTree tree = state.Sequences.Tree;
        int kind = (int)tree[span].Kind;
        int offset = tree.UnitsBefore(span) - tree.UnitsBefore(region.Boundary) + (from * kind);
        if (shown.FlowingChildren > 0)
        {
            var pieces = new List<BlockNode>();
            state.Arrangement.CollectPieces(shown, pieces);
            for (int i = 0; i < pieces.Count && pieces[i] != region; i++) offset += tree.RegionUnits(pieces[i].Boundary);
        }
        int units = (to - from) * kind;
        if (inserted) Spliced(shown, offset, 0, state.Replicas[tree[span].Replica].Text.Slice(tree[span].Content + (from * kind), units));
        else Spliced(shown, offset, units, default);
    }

    public void PropertySet(BlockNode block, string key)
    {
        if (!_properties.TryGetValue(block, out List<string>? keys)) _properties.Add(block, keys = []);
        if (!keys.Contains(key)) keys.Add(key);
    }

    /// <summary>The block may come to stand elsewhere or show other text.</summary>
    public void Touch(BlockNode block)
    {
        if (block.IsField) TouchField(block.Parent!, block.Type);
        if (block.IsFixed || block.IsField || _before.ContainsKey(block)) return;
        bool shown = IsShown(block) || WentAlong(block);
        _before.Add(block, new Before(shown, shown ? state.Arrangement.ShownParent(block) : null, block.Parent, block.Position, shown ? TextOf(block) : RichText.Empty));
    }

    /// <summary>Whether the block was shown until one above it was deleted in the same transaction, which names that one alone.</summary>
    private bool WentAlong(BlockNode block)
    {
        if (block.Parent is null || state.Arrangement.Role(block) != PlacementKind.Child) return false;
        return state.Arrangement.Ancestors.Top(block) is { } top && _before.TryGetValue(top, out Before before) && before.Shown;
    }

    public void TouchShown(BlockNode block)
    {
        if (!block.IsFixed && block.Parent is not null) Touch(state.Arrangement.Shown(block));
    }

    /// <summary>The block may come to stand elsewhere: it is concerned, and where it is joined or continued, so are those that show its text and what stands under it.</summary>
    public void TouchFlow(BlockNode block)
    {
        Touch(block);
        if (block.Kind == PlacementKind.Child || block.Parent is null) return;
        if (state.Arrangement.ShownParent(block) is { } host) Touch(host);
        TouchShownBelow(block);
        if (block.Kind == PlacementKind.Joined && !block.IsHead) TouchRegion(block);
    }

    /// <summary>What is shown right under the block may come to be shown under another.</summary>
    public void TouchShownBelow(BlockNode block)
    {
        var children = new List<BlockNode>();
        state.Arrangement.CollectShownChildren(block, children);
        foreach (BlockNode child in children) Touch(child);
    }

    /// <summary>The block's boundary comes, goes or is switched: it and the region before it are concerned.</summary>
    /// <remarks>A boundary that has only just come cuts the region already, so it is switched off for the look at the old text.</remarks>
    public void TouchRegion(BlockNode block)
    {
        Touch(block);
        bool justCame = block.Placed is null && !block.IsHead;
        if (justCame) state.Sequences.Tree.SetActive(block.Boundary, false);
        TouchShown(state.Arrangement.RegionOwner(block.Boundary));
        if (!justCame) return;
        state.Sequences.Tree.SetActive(block.Boundary, true);
        state.Sequences.Invalidate();
    }

    /// <summary>What lies between two anchors comes to be marked otherwise.</summary>
    public void TouchMarked(MarkAnchor start, MarkAnchor end)
    {
        SpanTree tree = state.Sequences.Tree;
        int last = end.IsEnd ? -1 : state.Sequences.FindSpan(end.Element);
        BlockNode region = state.Arrangement.RegionAt(state.Sequences.FindSpan(start.Element));
        while (true)
        {
            TouchShown(region);
            int next = tree.NextActiveBoundary(region.Boundary);
            if (next < 0 || tree[next].Kind == SpanKind.Head || (last >= 0 && tree.Compare(next, last) >= 0)) return;
            region = state.Blocks[tree[next].Content];
        }
    }

    public void Clear()
    {
        _before.Clear();
        _edits.Clear();
        _properties.Clear();
        _fields.Clear();
    }

    /// <summary>All that happened since <see cref="Clear"/>.</summary>
    public List<BlockChange> Collect()
    {
        var changes = new List<BlockChange>();
        foreach ((BlockNode block, Before before) in _before) AddTouched(changes, block, before);
        foreach ((BlockNode block, List<TextEdit> edits) in _edits)
            if (!_before.ContainsKey(block) && IsShown(block)) changes.Add(new BlockChange(block.Id, BlockChangeKinds.Text | KindOfProperties(block), WithMarks(edits, block), Keys(block)));
        foreach ((BlockNode block, List<string> keys) in _properties)
            if (!_before.ContainsKey(block) && !_edits.ContainsKey(block) && (block.IsFixed || IsShown(block)))
                changes.Add(new BlockChange(block.Id, BlockChangeKinds.Properties, [], keys));
        AddFields(changes);
        return changes;
    }

    private void AddTouched(List<BlockChange> changes, BlockNode block, Before before)
    {
        bool shown = IsShown(block);
        if (!shown && !before.Shown) return;
        if (!shown)
        {
            changes.Add(new BlockChange(block.Id, BlockChangeKinds.Deleted, [], []));
            return;
        }
        if (!before.Shown)
        {
            changes.Add(new BlockChange(block.Id, before.Parent is null ? BlockChangeKinds.Created : BlockChangeKinds.Restored, [], Keys(block)));
            return;
        }
        BlockChangeKinds kinds = KindOfProperties(block);
        if (before.Parent != block.Parent || before.Position != block.Position || before.ShownParent != state.Arrangement.ShownParent(block))
            kinds |= BlockChangeKinds.Moved;
        List<TextEdit> edits = _edits.TryGetValue(block, out List<TextEdit>? typed) ? TypedMarks.Fill(typed, before.Text) : [];
        if (edits.Count > 0) kinds |= BlockChangeKinds.Text;
        kinds |= RichTextDiff.Between(before.Text, TextOf(block), edits);
        if (kinds != BlockChangeKinds.None) changes.Add(new BlockChange(block.Id, kinds, edits, Keys(block)));
    }

    private BlockChangeKinds KindOfProperties(BlockNode block) => _properties.ContainsKey(block) ? BlockChangeKinds.Properties : BlockChangeKinds.None;

    private List<string> Keys(BlockNode block) => _properties.TryGetValue(block, out List<string>? keys) ? keys : [];

    private bool IsShown(BlockNode block) =>
        block.Parent is not null && state.Arrangement.Role(block) == PlacementKind.Child && !state.Arrangement.IsTrashed(block);

    private RichText TextOf(BlockNode block) => new RichTextReader(state).Read(block);

    private List<TextEdit> WithMarks(List<TextEdit> edits, BlockNode block) => state.Marks.Count == 0 ? edits : TypedMarks.Fill(edits, TextOf(block));

    private readonly record struct Before(bool Shown, BlockNode? ShownParent, BlockNode? Parent, string Position, RichText Text);
}
