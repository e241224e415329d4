namespace Notion.Crdt;

/// <summary>
/// Compares what two documents show, block by block and character by character, by their ids.
/// </summary>
/// <remarks>Of the blocks that stay under their parent the fewest possible count as moved. O(n log n) in the size of what is shown.</remarks>
internal sealed class DiffBuilder(Document before, Document after)
{
    private readonly Dictionary<BlockId, Shown> _before = [];
    private readonly List<BlockDelta> _deltas = [];

    private sealed record Shown(BlockNode Node, BlockId Parent, int Index);

    public DocumentDiff Build()
    {
        List<Shown> was = Collect(before), isNow = Collect(after);
        foreach (Shown shown in was) _before.Add(shown.Node.Id, shown);
        HashSet<BlockId> staying = [.. isNow.Select(shown => shown.Node.Id)];
        foreach (Shown shown in was)
            if (!staying.Contains(shown.Node.Id)) _deltas.Add(new BlockDelta(shown.Node.Id, BlockChangeKinds.Deleted) { Type = shown.Node.Type });
        HashSet<BlockId> moved = FindMoved(isNow);
        AddRoot();
        foreach (Shown shown in isNow) Add(shown, moved.Contains(shown.Node.Id));
        return new DocumentDiff(_deltas);
    }

    /// <summary>All that is shown, depth first.</summary>
    private static List<Shown> Collect(Document document)
    {
        Arrangement arrangement = document.State.Arrangement;
        var shown = new List<Shown>();
        var open = new Stack<Shown>();
        var children = new List<BlockNode>();
        BlockNode at = document.State.Blocks.Root;
        while (true)
        {
            children.Clear();
            arrangement.CollectShownChildren(at, children);
            for (int i = children.Count - 1; i >= 0; i--) open.Push(new Shown(children[i], at.Id, i));
            if (!open.TryPop(out Shown? next)) return shown;
            shown.Add(next);
            at = next.Node;
        }
    }

    private HashSet<BlockId> FindMoved(List<Shown> isNow)
    {
        HashSet<BlockId> moved = [];
        foreach (IGrouping<BlockId, Shown> siblings in isNow.GroupBy(shown => shown.Parent))
        {
            var stayed = new List<Shown>();
            foreach (Shown shown in siblings)
            {
                if (!_before.TryGetValue(shown.Node.Id, out Shown? was)) continue;
                if (was.Parent == shown.Parent) stayed.Add(was);
                else moved.Add(shown.Node.Id);
            }
            List<int> unmoved = LongestRise.Of([.. stayed.Select(was => was.Index)]);
            if (unmoved.Count == stayed.Count) continue;
            HashSet<int> kept = [.. unmoved];
            for (int i = 0; i < stayed.Count; i++)
                if (!kept.Contains(i)) moved.Add(stayed[i].Node.Id);
        }
        return moved;
    }

    private void AddRoot()
    {
        var values = new ValueDeltas(before.Root, after.Root);
        BlockNode root = after.State.Blocks.Root;
        Add(root, BlockChangeKinds.None, BlockId.Root, -1, null, values, [], TextsOf(before.State.Blocks.Root, root));
    }

    private void Add(Shown now, bool moved)
    {
        BlockNode node = now.Node;
        Shown? was = _before.GetValueOrDefault(node.Id);
        var text = new ShownText(after.State, node);
        var values = new ValueDeltas(was is null ? null : new Block(before, was.Node), new Block(after, node));
        if (was is null)
        {
            BlockChangeKinds kind = before.State.FindBlock(node.Id) is null ? BlockChangeKinds.Created : BlockChangeKinds.Restored;
            Add(node, kind, now.Parent, now.Index, null, values, TextMatch.Delta(new ShownText(after.State, null), text), TextsOf(null, node));
            return;
        }
        List<TextDelta> steps = TextMatch.Delta(new ShownText(before.State, was.Node), text);
        string? oldType = was.Node.Type != node.Type ? was.Node.Type : null;
        Add(node, moved ? BlockChangeKinds.Moved : BlockChangeKinds.None, now.Parent, now.Index, oldType, values, steps, TextsOf(was.Node, node));
    }

    private void Add(BlockNode node, BlockChangeKinds kinds, BlockId parent, int index, string? oldType, ValueDeltas values, List<TextDelta> steps, List<PropertyTextDelta> texts)
    {
        if (!values.IsEmpty || oldType is not null) kinds |= BlockChangeKinds.Properties;
        if (steps.Exists(step => step.Kind != TextDeltaKind.Retain)) kinds |= BlockChangeKinds.Text;
        if (steps.Exists(step => step is { Kind: TextDeltaKind.Retain, Marks: not null })) kinds |= BlockChangeKinds.Marks;
        if (texts.Count > 0) kinds |= BlockChangeKinds.PropertyTexts;
        if (kinds == BlockChangeKinds.None) return;
        _deltas.Add(new BlockDelta(node.Id, kinds)
        {
            Parent = parent,
            Index = index,
            Type = node.Type,
            OldType = oldType,
            Properties = values.Properties,
            Sets = values.Sets,
            Counters = values.Counters,
            Text = steps,
            PropertyTexts = texts,
        });
    }

    private List<PropertyTextDelta> TextsOf(BlockNode? was, BlockNode now)
    {
        var texts = new List<PropertyTextDelta>();
        if (was?.Fields is null && now.Fields is null) return texts;
        foreach (string key in (was?.Fields ?? []).Concat(now.Fields ?? []).Select(field => field.Type).Distinct().Order(StringComparer.Ordinal))
        {
            List<TextDelta> steps = TextMatch.Delta(new ShownText(before.State, was?.FindField(key)), new ShownText(after.State, now.FindField(key)));
            if (steps.Count > 0) texts.Add(new PropertyTextDelta(key, steps));
        }
        return texts;
    }
}
