namespace Notion.Crdt;

/// <summary>
/// All placements in their total order, and so for each block the one that counts: the last that closes no cycle.
/// </summary>
/// <remarks>
/// <para>Kleppmann et al., "A highly-available move operation for replicated trees" (2021): a placement that comes in late is put in effect
/// as if it had been there at its time, by undoing those after it and doing them again. A whole batch is undone and done again once, and not at
/// all when it comes after everything known, as every local one does. Where little comes in late, only what it concerns is looked at: see <c>PlacementLog.Late.cs</c>.</para>
/// <para>Invariant: following <c>Placed.Parent</c> from any placed block ends at the root or the trash.</para>
/// <para>Complexity: O(d) for a placement at the end, d being the depth of its parent; O((n + k) d) at most for a batch of n that reaches k placements back.</para>
/// </remarks>
internal sealed partial class PlacementLog(ReplicaTable replicas, BlockTable blocks)
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
        _index?.Add(placement);
        Do(placement);
    }

    /// <summary>Takes back the last placement.</summary>
    public Placement RemoveLast()
    {
        Placement last = _placements[^1];
        Undo(last);
        _index?.Remove(last);
        _placements.RemoveAt(_placements.Count - 1);
        return last;
    }

    /// <summary>Puts a batch in effect and adds every block whose placement may have changed to <paramref name="touched"/>.</summary>
    public void Integrate(List<Placement> batch, HashSet<BlockNode> touched)
    {
        if (batch.Count == 0) return;
        batch.Sort((left, right) => replicas.Compare(left.Stamp, right.Stamp));
        int from = FirstAfter(batch[0].Stamp), later = _placements.Count - from;
        foreach (Placement placement in batch)
        {
            touched.Add(placement.Block);
            _index?.Add(placement);
        }
        Merge(batch, from);
        if (later > 0)
        {
            MakeIndexWhenWorthIt(later);
            if (TrySettle(batch, later, touched)) return;
        }
        for (int i = _placements.Count - 1; i >= from && later > 0; i--)
        {
            touched.Add(_placements[i].Block);
            Undo(_placements[i]);
        }
        for (int i = from; i < _placements.Count; i++) Do(_placements[i]);
    }

    /// <summary>The place of the first placement that is later.</summary>
    private int FirstAfter(Stamp time)
    {
        int low = 0, high = _placements.Count;
        if (high == 0 || replicas.Compare(_placements[^1].Stamp, time) < 0) return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (replicas.Compare(_placements[middle].Stamp, time) <= 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private void Merge(List<Placement> batch, int from)
    {
        if (batch.Count == 1)
        {
            _placements.Insert(from, batch[0]);
            return;
        }
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
        _index?.Enter(placement);
        block.Placed = placement;
        Ancestors.Changed(block);
    }

    private void Undo(Placement placement)
    {
        if (!placement.InEffect) return;
        _index?.Leave(placement);
        placement.Block.Placed = placement.Replaced;
        placement.Replaced = null;
        placement.InEffect = false;
        Ancestors.Changed(placement.Block);
    }
}
