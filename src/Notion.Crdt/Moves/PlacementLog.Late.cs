namespace Notion.Crdt;

/// <summary>Placements that come in late, put in effect without undoing and doing again all that is later.</summary>
/// <remarks>
/// <para>Whether a placement closes a cycle depends on the way up from its parent at its time, and on nothing else. So where one comes into effect, or goes out of it, what it concerns lies between its own time and that of the next one of its block, and
/// does two things: it places something under that block, and it moves something above it, by the way up as it was or as it is now. Those that do the first are found from the block downwards, those that do the second from it upwards
/// (<see cref="PlacementIndex"/>); each alone is enough. Both searches go on by turns until one comes to its end: a block with much in it stands near the top as a rule, and one far down has little in it.
/// What is found is decided again in the order of time, and each that is decided otherwise concerns others in turn, all of them later. When one is decided, all before it are.</para>
/// <para>The searches go by what is in effect when they are made, and some of that may still change. That is enough. Say a placement is decided otherwise in the end, since the way up from its parent led to its own block and no longer does. Each change of
/// what is in effect changes the place of one block at that time. Until the first that takes a block off that way, all of it was there: above that block and below it. So that change finds the placement, whichever way is searched. Likewise, where the way leads there in
/// the end and did not before: the last change that put a block on it finds the placement.</para>
/// <para>Complexity: O(s log n) for s steps, twice those of the shorter search for each change, and the ways up of what is found. At most as many as there are later placements: where it would be more, all of those are undone and done again. No bound below that
/// is possible, whatever the algorithm: one late placement can change where all blocks stand, and be followed by another that does (docs/performance.md).</para>
/// </remarks>
internal sealed partial class PlacementLog
{
    private const int Turn = 16;                        // steps of one search before the other goes on

    private readonly Stack<(BlockNode Block, Stamp From, Stamp? To)> _above = [];
    private readonly Stack<(BlockNode Block, Stamp From, Stamp? To, int Next)> _below = [];
    private readonly List<Placement> _foundAbove = [], _foundBelow = [];
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
        FindConcerned(block, before?.Parent, placement.Parent, placement.Stamp, after?.Stamp);
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

    /// <summary>Notes what a block concerns that stands under one or another block between two times.</summary>
    private void FindConcerned(BlockNode block, BlockNode? one, BlockNode? other, Stamp from, Stamp? to)
    {
        GoUp(one, from, to);
        GoUp(other, from, to);
        _below.Push((block, from, to, 0));
        while (_budget >= 0)
        {
            List<Placement>? found = FindAbove(block) ? _foundAbove : FindBelow() ? _foundBelow : null;
            if (found is null) continue;
            foreach (Placement placement in found) _concerned!.Enqueue(placement, placement.Stamp);
            break;
        }
        _above.Clear();
        _below.Clear();
        _foundAbove.Clear();
        _foundBelow.Clear();
    }

    private void GoUp(BlockNode? block, Stamp from, Stamp? to)
    {
        if (block is { IsFixed: false }) _above.Push((block, from, to));
    }

    /// <summary>Goes on finding what moves the blocks above one; true at the end.</summary>
    private bool FindAbove(BlockNode block)
    {
        long until = _budget - Turn;
        while (_above.TryPop(out (BlockNode Block, Stamp From, Stamp? To) at))
        {
            if (at.Block == block) continue;            // round in a ring, which something that is found will open
            Stamp from = at.From;
            Placement? placed = _index!.Before(at.Block, from);
            foreach (Placement next in _index.Of(at.Block, from, at.To))
            {
                _budget--;
                _foundAbove.Add(next);
                GoUp(placed?.Parent, from, next.Stamp);
                (placed, from) = (next, next.Stamp);
            }
            GoUp(placed?.Parent, from, at.To);
            foreach (Placement refused in _index.RefusedOf(at.Block, at.From, at.To))
            {
                _budget--;
                _foundAbove.Add(refused);
            }
            if (_budget-- < until) return _above.Count == 0;
        }
        return true;
    }

    /// <summary>Goes on finding what is placed under a block, at any depth; true at the end.</summary>
    private bool FindBelow()
    {
        long until = _budget - Turn;
        while (_below.TryPop(out (BlockNode Block, Stamp From, Stamp? To, int Next) at))
        {
            _budget--;
            ReadOnlySpan<Placement> into = _index!.Into(at.Block);
            for (int i = at.Next; i < into.Length; i++)
            {
                Placement placement = into[i];
                if (at.To is { } end && replicas.Compare(placement.Stamp, end) >= 0) break;
                if (_budget-- < until)
                {
                    _below.Push((at.Block, at.From, at.To, i));
                    return false;
                }
                bool began = replicas.Compare(placement.Stamp, at.From) > 0;
                if (began) _foundBelow.Add(placement);
                if (!placement.InEffect) continue;
                // Its block stands here from its time, or the given one if that is later, until the next of the block, or the given end if that is sooner.
                Stamp? left = _index.After(placement.Block, placement.Stamp)?.Stamp;
                if (left is { } gone && replicas.Compare(gone, at.From) <= 0) continue;
                if (left is null || (at.To is { } given && replicas.Compare(given, left.Value) < 0)) left = at.To;
                _below.Push((placement.Block, began ? placement.Stamp : at.From, left, 0));
            }
        }
        return true;
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
