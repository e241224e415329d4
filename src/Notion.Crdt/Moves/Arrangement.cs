namespace Notion.Crdt;

/// <summary>
/// Where each block stands: as it is placed, but for the cases in which somebody deleted or split what somebody else was using at the same time.
/// </summary>
/// <remarks>
/// <para><b>Escapes.</b> See <c>Arrangement.Escapes.cs</c>. A deletion removes what its author could see. A block whose placement is concurrent with the deletion of a block above it
/// stands where the deleted one stood; what hangs under it comes along. If that place is itself deleted, or under the escaped block, it stands
/// at the top level.</para>
/// <para><b>Joins that come loose.</b> Text of a joined block flows into the region before it. If that region belongs to a block that was deleted
/// by somebody who did not know of the join, the joined block's boundary counts again, and it stands on its own.</para>
/// <para><b>Joins into what was split.</b> See <c>Arrangement.Hosts.cs</c>.</para>
/// <para>All depend only on the set of operations. They are recomputed after each change of placements, but only for what can be concerned. Without concurrency with a
/// deletion, nothing is.</para>
/// <para>Invariant: following <see cref="BlockNode.Parent"/> from any block ends at the root or the trash.</para>
/// </remarks>
internal sealed partial class Arrangement(ReplicaTable replicas, BlockTable blocks, Sequences sequences, Ancestry<WayAsPlaced> placing) : Outline(blocks)
{
    private readonly HashSet<BlockNode> _joined = [];
    private readonly HashSet<BlockNode> _suspectJoins = [];
    private readonly List<BlockNode> _changed = [];
    private readonly List<BlockNode> _order = [];
    private readonly Stack<BlockNode> _open = [];

    /// <summary>Told which blocks are about to show something else, when somebody listens.</summary>
    public ChangeTracker? Tracker { get; set; }

    /// <summary>Changes whenever a block may stand elsewhere.</summary>
    public int Version { get; private set; }

    /// <summary>Whether some block's boundary is switched off.</summary>
    public bool HasJoined => _joined.Count > 0;

    /// <summary>Whether some join may have come loose.</summary>
    public bool MayHaveLooseJoins => _suspectJoins.Count > 0;

    /// <summary>From how many steps on ways up are looked up in an index. Tests choose it.</summary>
    public int LongWay
    {
        set => Ancestors.LongWay = placing.LongWay = _stood.LongWay = value;
    }

    /// <summary>Lets the touched blocks stand where they are placed now, and the concerned ones where the rules say.</summary>
    public void Update(IReadOnlyCollection<BlockNode> touched)
    {
        Version++;
        _changed.Clear();
        foreach (BlockNode block in touched)
            if (block.Stood != block.Placed) _changed.Add(block);
        if (_changed.Count == 0) return;
        sequences.Invalidate();
        SuspectFlows(_changed);
        FindReturning();
        Announce(touched);
        bool mayLandElsewhere = _escapees.Count > 0 && (_changed.Exists(IsAstray) || _returning.Any(IsAstray));
        foreach (BlockNode block in _returning) Lift(block);
        foreach (BlockNode block in _rehosted) Lift(block);
        foreach (BlockNode block in _changed) Lift(block);
        foreach (BlockNode block in _returning) Return(block);
        foreach (BlockNode block in _rehosted) StandAsPlaced(block);
        _rehosted.Clear();
        foreach (BlockNode block in _changed) StandAsPlaced(block);
        foreach (BlockNode block in _changed) SuspectJoins(block);
        FindEscapes(mayLandElsewhere);
        if (_suspectJoins.Count > 0) FindLooseJoins();
        if (_suspectFlows.Count > 0) FindHosts();
    }

    /// <summary>Lets a block that stands nowhere stand somewhere.</summary>
    public void Stand(BlockNode block, BlockNode parent, string position, PlacementKind kind)
    {
        block.Attach(parent, position, kind);
        Ancestors.Changed(block);
    }

    /// <summary>Takes a block from where it stands.</summary>
    public void Lift(BlockNode block)
    {
        if (block.Parent is null) return;
        block.Detach();
        Ancestors.Changed(block);
    }

    /// <summary>Forgets a block that is being rolled back.</summary>
    public void Forget(BlockNode block)
    {
        Lift(block);
        while (block.Children is { Count: > 0 } children) Lift(children[^1]);   // what was put there is taken back, too, and will stand as placed
        block.Stood = null;
        _stood.Changed(block);
        ForgetEscape(block);
        _joined.Remove(block);
        _suspectJoins.Remove(block);
        _flowing.Remove(block);
        _suspectFlows.Remove(block);
        _rehosted.Remove(block);
    }

    /// <summary>Names all that may come to show something else to the tracker, while everything still stands as before.</summary>
    private void Announce(IReadOnlyCollection<BlockNode> touched)
    {
        if (Tracker is null) return;
        foreach (BlockNode block in _returning)
        {
            AnnounceBelow(block);                               // it may go back under the deleted one, and what is under it escape in turn
            if (!block.IsHead) Tracker.TouchRegion(block);      // its boundary may be off for a moment, or from now on
        }
        foreach (BlockNode block in _astray) AnnounceBelow(block);
        foreach (BlockNode block in _changed)
        {
            Tracker.TouchFlow(block);
            if (_escapees.Count > 0) AnnounceBelow(block);      // what escaped into it may have to land elsewhere
            if (block.Placed is not { } placed) continue;
            if (placed.Kind != PlacementKind.Child)
            {
                AnnounceHosts(block, touched);
                Tracker.TouchShownBelow(block);
            }
            if (placed.Kind == PlacementKind.Joined && !block.IsHead) Tracker.TouchRegion(block);
            if (IsTrashed(block)) AnnounceBelow(block);     // comes back, perhaps, with all that is under it
            bool mayBeEscaped = placed.IsDeletion ? !SawAll(placed.Stamp, deletions: false) : Top(block) is not null;
            if (!mayBeEscaped) continue;
            AnnounceBelow(block);
            if (!placed.IsDeletion) continue;
            foreach (BlockNode joined in _joined) Tracker.TouchFlow(joined);
        }
        foreach (BlockNode joined in _suspectJoins) Tracker.TouchFlow(joined);
        foreach (BlockNode flowing in _suspectFlows) AnnounceHosts(flowing, touched);
    }

    private void AnnounceBelow(BlockNode top)
    {
        var open = new Stack<BlockNode>([top]);
        while (open.TryPop(out BlockNode? at))
        {
            Tracker!.TouchFlow(at);
            if (at.Children is null) continue;
            foreach (BlockNode child in at.Children) open.Push(child);
        }
    }

    private void StandAsPlaced(BlockNode block)
    {
        Lift(block);
        block.Stood = block.Placed;
        _stood.Changed(block);
        if (block.Placed is not { } placed) return;
        Stand(block, placed.Parent, placed.Position, placed.Kind);
        bool joined = placed.Kind == PlacementKind.Joined && !block.IsHead;
        if (joined)
        {
            _joined.Add(block);
        }
        else
        {
            _joined.Remove(block);
            _suspectJoins.Remove(block);
        }
        if (block.IsHead) return;
        sequences.Tree.SetActive(block.Boundary, !joined);
        block.IsOff = joined;
    }

    private void SetBoundary(BlockNode block, bool active)
    {
        if (block.IsHead || sequences.Tree.IsActive(block.Boundary) == active) return;
        Tracker?.TouchRegion(block);
        sequences.Tree.SetActive(block.Boundary, active);
        block.IsOff = !active;
    }

    /// <summary>Notes which joins a new placement can bring loose.</summary>
    private void SuspectJoins(BlockNode block)
    {
        if (block.Placed is not { } placed) return;
        if (placed.IsDeletion && _joined.Count > 0 && !SawAll(placed.Stamp, deletions: false))
        {
            foreach (BlockNode joined in _joined)
                if (replicas.AreConcurrent(joined.Placed!.Stamp, placed.Stamp)) _suspectJoins.Add(joined);
        }
        if (_joined.Contains(block) && !SawAll(placed.Stamp, deletions: true)) _suspectJoins.Add(block);
    }

    private bool SawAll(Stamp stamp, bool deletions)
    {
        Knowledge knowledge = replicas[stamp.Replica].Knowledge;
        for (int i = 0; i < replicas.Count; i++)
        {
            int last = deletions ? replicas[i].LastDeletion : replicas[i].LastPlacement;
            if (i != stamp.Replica && last >= 0 && knowledge.SeenAt(stamp.Counter, i) <= last) return false;
        }
        return true;
    }

    private void FindLooseJoins()
    {
        _order.Clear();
        foreach (BlockNode block in _suspectJoins)
        {
            if (block.Kind != PlacementKind.Joined) continue;       // it escaped
            SetBoundary(block, false);
            _order.Add(block);
        }
        _order.Sort((left, right) => sequences.Tree.Compare(left.Boundary, right.Boundary));
        foreach (BlockNode block in _order)
        {
            BlockNode owner = RegionOwner(block.Boundary);
            if (!IsTrashed(owner) || IsTrashed(block)) continue;
            if (replicas.AreConcurrent(block.Placed!.Stamp, Ancestors.Top(owner)!.Placed!.Stamp)) SetBoundary(block, true);
        }
    }
}
