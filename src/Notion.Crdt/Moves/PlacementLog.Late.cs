namespace Notion.Crdt;

/// <summary>Placements that come in late, put in effect without undoing and doing again all that is later.</summary>
/// <remarks>
/// <para>Whether a placement closes a cycle depends on the way up from its parent at its time, and on nothing else. So a placement that comes into effect, or goes out of it, concerns only those that place
/// something under its block while it counts: from its own time to that of the next one of the block. These are found from the block downwards, by time (<see cref="PlacementIndex"/>), and decided again in
/// their order; each that is decided otherwise concerns others in turn, all of them later. When one is decided, all before it are.</para>
/// <para>Which stand under the block at a time is told by what is in effect when it is asked, some of which may still change. That is enough: take one that is decided otherwise in the end, and the lowest block on its way up which stands
/// elsewhere at its time than before. Below that block the way is the same before, after and in between, so it is found when that block's placement is.</para>
/// <para>Complexity: O(s log n) for s steps down and up, s being at most as many as there are later placements: where it would be more, all of those are undone and done again.</para>
/// </remarks>
internal sealed partial class PlacementLog
{
    private readonly Stack<(BlockNode Block, Stamp From, Stamp? To)> _below = [];
    private PriorityQueue<Placement, Stamp>? _concerned;
    private PlacementIndex? _index;
    private long _redone;                               // placements undone and done again without an index
    private long _budget;

    /// <summary>Counts steps that are made for late placements, for tests.</summary>
    public long Steps { get; private set; }

    /// <summary>Decides on placements that are listed, but not in effect yet, and on all that they concern.</summary>
    /// <param name="late">The placements.</param>
    /// <param name="later">How many are later than the first of them.</param>
    /// <param name="touched">Takes the blocks whose placement may have changed.</param>
    /// <returns>False where that is no less work than undoing all that is later and doing it again. It must be done then.</returns>
    private bool TrySettle(List<Placement> late, int later, HashSet<BlockNode> touched)
    {
        if (_index is null || late.Count > later) return false;
        _concerned ??= new PriorityQueue<Placement, Stamp>(Comparer<Stamp>.Create(replicas.Compare));
        _budget = later;
        foreach (Placement placement in late) _concerned.Enqueue(placement, placement.Stamp);
        Placement? last = null;
        while (_budget >= 0 && _concerned.TryDequeue(out Placement? placement, out _))
        {
            if (placement != last) Settle(placement, touched);
            last = placement;
        }
        _concerned.Clear();
        Steps += later - _budget;
        return _budget >= 0;
    }

    private void Settle(Placement placement, HashSet<BlockNode> touched)
    {
        BlockNode block = placement.Block;
        Placement? before = _index!.Before(block, placement.Stamp);
        bool inEffect = before is null || !WasUnder(placement.Parent, block, placement.Stamp);
        if (_budget < 0 || inEffect == placement.InEffect) return;
        Placement? after = _index.After(block, placement.Stamp), counts = inEffect ? placement : before;
        placement.InEffect = inEffect;
        placement.Replaced = inEffect ? before : null;
        if (inEffect) _index.Enter(placement);
        else _index.Leave(placement);
        if (after is not null)
        {
            after.Replaced = counts;
        }
        else
        {
            block.Placed = counts;
            Ancestors.Changed(block);
            touched.Add(block);
        }
        FindConcerned(block, placement.Stamp, after?.Stamp);
    }

    /// <summary>Whether a block was another, or stood under it, at a time.</summary>
    private bool WasUnder(BlockNode block, BlockNode ancestor, Stamp time)
    {
        BlockNode? at = block;
        for (; at is not null && _budget >= 0; _budget--)
        {
            if (at == ancestor) return true;
            at = _index!.Before(at, time)?.Parent;
        }
        return false;
    }

    /// <summary>Notes what was placed under a block between two times, at any depth.</summary>
    private void FindConcerned(BlockNode block, Stamp from, Stamp? to)
    {
        _below.Push((block, from, to));
        while (_budget >= 0 && _below.TryPop(out (BlockNode Block, Stamp From, Stamp? To) at))
        {
            foreach (Placement placement in _index!.Into(at.Block))
            {
                if (at.To is { } end && replicas.Compare(placement.Stamp, end) >= 0) break;
                if (_budget-- < 0) break;
                bool began = replicas.Compare(placement.Stamp, at.From) > 0;
                if (began) _concerned!.Enqueue(placement, placement.Stamp);
                if (!placement.InEffect) continue;
                // Its block stands here from its time, or the given one if that is later, until the next of the block, or the given end if that is sooner.
                Stamp? left = _index.After(placement.Block, placement.Stamp)?.Stamp;
                if (left is { } gone && replicas.Compare(gone, at.From) <= 0) continue;
                if (left is null || (at.To is { } given && replicas.Compare(given, left.Value) < 0)) left = at.To;
                _below.Push((placement.Block, began ? placement.Stamp : at.From, left));
            }
        }
        _below.Clear();
    }

    /// <summary>Makes the index when as much was done again without one as there is to enter.</summary>
    private void MakeIndexWhenWorthIt(int later)
    {
        if (_index is not null || (_redone += later) < _placements.Count) return;
        _index = new PlacementIndex(replicas);
        foreach (Placement placement in _placements)
        {
            _index.Add(placement);
            if (placement.InEffect) _index.Enter(placement);
        }
    }
}
