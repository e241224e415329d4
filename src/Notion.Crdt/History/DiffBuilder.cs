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
        BlockNode root = after.State.Blocks.Root;
        List<PropertyDelta> properties = Properties(before.State.Blocks.Root, root);
        if (properties.Count > 0) _deltas.Add(new BlockDelta(root.Id, BlockChangeKinds.Properties) { Type = root.Type, Properties = properties });
    }

    private void Add(Shown now, bool moved)
    {
        BlockNode node = now.Node;
        Shown? was = _before.GetValueOrDefault(node.Id);
        var text = new ShownText(after.State, node);
        if (was is null)
        {
            BlockChangeKinds kind = before.State.FindBlock(node.Id) is null ? BlockChangeKinds.Created : BlockChangeKinds.Restored;
            List<PropertyDelta> all = Properties(null, node);
            List<TextDelta> whole = text.Length > 0 ? [TextDelta.Insert(text.Read())] : [];
            Note(kind, all, whole, null);
            return;
        }
        List<PropertyDelta> properties = Properties(was.Node, node);
        List<TextDelta> steps = TextMatch.Delta(new ShownText(before.State, was.Node), text);
        Note(moved ? BlockChangeKinds.Moved : BlockChangeKinds.None, properties, steps, was.Node.Type != node.Type ? was.Node.Type : null);

        void Note(BlockChangeKinds kinds, List<PropertyDelta> changed, List<TextDelta> steps, string? oldType)
        {
            if (changed.Count > 0 || oldType is not null) kinds |= BlockChangeKinds.Properties;
            if (steps.Count > 0) kinds |= BlockChangeKinds.Text;
            if (kinds == BlockChangeKinds.None) return;
            _deltas.Add(new BlockDelta(node.Id, kinds)
            {
                Parent = now.Parent,
                Index = now.Index,
                Type = node.Type,
                OldType = oldType,
                Properties = changed,
                Text = steps,
            });
        }
    }

    private List<PropertyDelta> Properties(BlockNode? was, BlockNode now)
    {
        var deltas = new List<PropertyDelta>();
        IReadOnlyDictionary<string, PropertyValue> old = was is null ? new Dictionary<string, PropertyValue>() : new Block(before, was).Properties;
        IReadOnlyDictionary<string, PropertyValue> set = new Block(after, now).Properties;
        foreach ((string key, PropertyValue value) in set)
            if (old.GetValueOrDefault(key) != value) deltas.Add(new PropertyDelta(key, old.GetValueOrDefault(key), value));
        foreach ((string key, PropertyValue value) in old)
            if (!set.ContainsKey(key)) deltas.Add(new PropertyDelta(key, value, PropertyValue.Null));
        deltas.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return deltas;
    }
}
