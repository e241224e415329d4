#pragma warning disable CA1822 // callers ask one object about the outline, whatever it takes to answer
namespace Notion.Crdt;

/// <summary>What is shown: which blocks stand on their own, under which, and whose text makes up theirs. Told by the blocks alone, wherever they come from.</summary>
internal class Outline(BlockTable blocks)
{
    protected BlockTable Blocks => blocks;

    /// <summary>What blocks stand under.</summary>
    internal Ancestry<WayAsStanding> Ancestors { get; } = new(blocks);

    public bool IsTrashed(BlockNode block) => Ancestors.Top(block) is { Parent.IsTrash: true };

    /// <summary>Whether a block is another, or stands under it at any depth.</summary>
    public bool IsUnder(BlockNode block, BlockNode ancestor) => Ancestors.IsUnder(block, ancestor);

    /// <summary>Whether the block's boundary is switched off.</summary>
    public bool IsOff(BlockNode block) => block.Kind == PlacementKind.Joined && block.IsOff;

    /// <summary>How the block is shown: a joined block whose boundary counts stands on its own.</summary>
    public PlacementKind Role(BlockNode block) => block.Kind switch
    {
        PlacementKind.Joined => IsOff(block) ? PlacementKind.Joined : PlacementKind.Child,
        _ => block.Kind,
    };

    /// <summary>The block under which this one is shown; null where it is in no tree yet.</summary>
    public BlockNode? ShownParent(BlockNode block)
    {
        BlockNode? at = block.Parent;
        while (at is not null && Role(at) != PlacementKind.Child) at = at.Parent;
        return at;
    }

    /// <summary>The blocks whose regions make up what this one shows, in order; itself first.</summary>
    public void CollectPieces(BlockNode block, List<BlockNode> pieces)
    {
        if (block.IsField)
        {
            block.CollectFields(pieces);
            return;
        }
        pieces.Add(block);
        if (block.FlowingChildren > 0) Walk(block, (child, role) => { if (role == PlacementKind.Continuation) pieces.Add(child); });
    }

    /// <summary>The blocks shown under this one, in order.</summary>
    public void CollectShownChildren(BlockNode block, List<BlockNode> children)
    {
        if (block.FlowingChildren > 0)
            Walk(block, (child, role) => { if (role == PlacementKind.Child) children.Add(child); });
        else if (block.Children is not null)
            block.Children.AddTo(children);
    }

    /// <summary>The joined and continued blocks under this one, in order.</summary>
    public void CollectFlowing(BlockNode block, List<(BlockNode Block, PlacementKind Role)> flowing) =>
        Walk(block, (child, role) => { if (role != PlacementKind.Child) flowing.Add((child, role)); });

    /// <summary>All blocks shown under this one, depth first, in order.</summary>
    public IEnumerable<BlockNode> Subtree(BlockNode block)
    {
        var open = new Stack<BlockNode>();
        var children = new List<BlockNode>();
        BlockNode at = block;
        while (true)
        {
            children.Clear();
            CollectShownChildren(at, children);
            for (int i = children.Count - 1; i >= 0; i--) open.Push(children[i]);
            if (!open.TryPop(out BlockNode? next)) yield break;
            yield return next;
            at = next;
        }
    }

    /// <summary>Visits what stands under a block, in order, going down through the joined and continued ones.</summary>
    private void Walk(BlockNode block, Action<BlockNode, PlacementKind> visit)
    {
        if (block.Children is null) return;
        var open = new Stack<(OrderedList<BlockNode> Children, int Next)>();
        open.Push((block.Children, 0));
        while (open.TryPop(out (OrderedList<BlockNode> Children, int Next) at))
        {
            if (at.Next == at.Children.Count) continue;
            open.Push((at.Children, at.Next + 1));
            BlockNode child = at.Children[at.Next];
            PlacementKind role = Role(child);
            visit(child, role);
            if (child.Children is not null && role != PlacementKind.Child) open.Push((child.Children, 0));
        }
    }
}
