namespace Notion.Crdt;

/// <summary>
/// All placements in their total order, and so for each block the one that counts: the last that closes no cycle.
/// </summary>
/// <remarks>
/// <para>Kleppmann et al., "A highly-available move operation for replicated trees" (2021): a placement that comes in late is put in effect
/// as if it had been there at its time, by undoing those after it and doing them again. A whole batch is undone and done again once, and not at
/// all when it comes after everything known, as every local one does.</para>
/// <para>Invariant: following <c>Placed.Parent</c> from any placed block ends at the root or the trash.</para>
/// <para>Complexity: O(d) for a placement at the end, d being the depth of its parent; O((n + k) d) for a batch of n that reaches k placements back.</para>
/// </remarks>
internal sealed class PlacementLog(ReplicaTable replicas, BlockTable blocks)
{
    private readonly List<Placement> _placements = [];

    /// <summary>What blocks are placed under.</summary>
    public Ancestry<WayAsPlaced> Ancestors { get; } = new(blocks);

    public int Count => _placements.Count;

    /// <summary>All placements in their total order.</summary>
    public IReadOnlyList<Placement> InOrder => _placements;

    /// <summary>Puts in effect a placement that comes after all others.</summary>
    public void Append(Placement placement)
    {
        _placements.Add(placement);
        Do(placement);
    }

    /// <summary>Takes back the last placement.</summary>
    public Placement RemoveLast()
    {
        Placement last = _placements[^1];
        Undo(last);
        _placements.RemoveAt(_placements.Count - 1);
        return last;
    }

    /// <summary>Puts a batch in effect and adds every block whose placement may have changed to <paramref name="touched"/>.</summary>
    public void Integrate(List<Placement> batch, HashSet<BlockNode> touched)
    {
        if (batch.Count == 0) return;
        batch.Sort((left, right) => replicas.Compare(left.Stamp, right.Stamp));
        int from = _placements.Count;
        while (from > 0 && replicas.Compare(_placements[from - 1].Stamp, batch[0].Stamp) > 0)
        {
            Undo(_placements[--from]);
            touched.Add(_placements[from].Block);
        }
        foreach (Placement placement in batch) touched.Add(placement.Block);
        Merge(batch, from);
        for (int i = from; i < _placements.Count; i++) Do(_placements[i]);
    }

    private void Merge(List<Placement> batch, int from)
    {
        int old = _placements.Count - 1, added = batch.Count - 1;
        System.Runtime.InteropServices.CollectionsMarshal.SetCount(_placements, _placements.Count + batch.Count);
        for (int to = _placements.Count - 1; added >= 0; to--)
        {
            bool takeOld = old >= from && replicas.Compare(_placements[old].Stamp, batch[added].Stamp) > 0;
            _placements[to] = takeOld ? _placements[old--] : batch[added--];
        }
    }

    private void Do(Placement placement)
    {
        BlockNode block = placement.Block;
        // The first placement of a block comes before all that were put under it, so it closes no cycle.
        placement.InEffect = block.Placed is null || !Ancestors.IsUnder(placement.Parent, block);
        if (!placement.InEffect) return;
        placement.Replaced = block.Placed;
        block.Placed = placement;
        Ancestors.Changed(block);
    }

    private void Undo(Placement placement)
    {
        if (!placement.InEffect) return;
        placement.Block.Placed = placement.Replaced;
        placement.Replaced = null;
        placement.InEffect = false;
        Ancestors.Changed(placement.Block);
    }
}
