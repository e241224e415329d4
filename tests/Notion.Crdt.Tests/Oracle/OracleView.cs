namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// What a set of operations shows, computed from the whole of it, in the obvious way. This is the meaning of a document; the engine must show the same.
/// </summary>
/// <remarks>
/// 1. Placements count in their total order; one that would close a cycle has no effect.
/// 2. A block whose placement is concurrent with the deletion of a block above it escapes: it stands right after where the deleted one stood.
/// 3. A sequence is cut at its boundaries; that of a joined block does not count, unless it would flow into a block that was deleted by
///    somebody who did not know of the join.
/// 4. What is joined into a text that somebody split at the same time stands under the block that has the end of that text.
/// 5. A block shows its own region, then those of its continuations; joined and continued blocks are not shown on their own, and what
///    stands under them is shown under the block that shows their text.
/// </remarks>
internal sealed partial class OracleView
{
    private readonly OracleDocument _document;
    private readonly Dictionary<Key, Placement> _placed = [];
    private readonly Dictionary<Key, Stand> _stands = [];
    private readonly Dictionary<Key, List<Element>> _regions = [];
    private readonly HashSet<Key> _off = [];
    private readonly Dictionary<Key, List<Key>> _children = [];

    private sealed record Stand(Key Parent, string Position, How How, bool Escaped);

    public OracleView(OracleDocument document)
    {
        _document = document;
        foreach (Placement placement in document.Placements.OrderBy(placement => placement.When)) Place(placement);
        FindEscapes();
        FindRegions();
        FindHosts();
        foreach (IGrouping<Key, KeyValuePair<Key, Stand>> group in _stands.GroupBy(pair => pair.Value.Parent))
        {
            _children[group.Key] =
            [
                .. group.OrderBy(pair => pair.Value.Position, StringComparer.Ordinal).ThenBy(pair => pair.Key.ToBlockId()).Select(pair => pair.Key),
            ];
        }
    }

    private IEnumerable<Key> Blocks => _document.Blocks.Keys.Where(key => !key.IsFixed).OrderBy(key => key.ToBlockId());

    /// <summary>The blocks shown under one, in order.</summary>
    public List<Key> ShownChildren(Key block)
    {
        List<Key> shown = [];
        foreach (Key child in ChildrenOf(block))
        {
            if (RoleOf(child) == How.Child) shown.Add(child);
            else shown.AddRange(ShownChildren(child));
        }
        return shown;
    }

    /// <summary>All blocks shown under one, depth first.</summary>
    public IEnumerable<(Key Block, Key Parent)> Walk(Key block)
    {
        foreach (Key child in ShownChildren(block))
        {
            yield return (child, block);
            foreach ((Key Block, Key Parent) below in Walk(child)) yield return below;
        }
    }

    public IEnumerable<Element> Characters(Key block) =>
        Pieces(block).SelectMany(piece => _regions[piece]).Where(element => element.Character is not null && !element.Deleted);

    public string Text(Key block) => string.Concat(Characters(block).Select(element => element.Character.ToString()));

    /// <summary>Every live character is shown exactly once, in a live block or in one that somebody deleted.</summary>
    public void CheckLaw()
    {
        Dictionary<Key, int> shown = [];
        foreach ((Key block, _) in Walk(Key.Root).Concat(Walk(Key.Trash)))
            foreach (Element element in Characters(block)) shown[element.Id] = shown.GetValueOrDefault(element.Id) + 1;
        foreach (Element element in _document.Elements.Values)
        {
            if (element.Character is null || element.Deleted || _document.Texts.Exists(text => text.Id == _document.HomeOf(element.Id))) continue;
            Assert.True(shown.GetValueOrDefault(element.Id) == 1, $"The character {element.Id} is shown {shown.GetValueOrDefault(element.Id)} times.");
        }
    }

    private void Place(Placement placement)
    {
        for (Key at = placement.Parent; !at.IsFixed; at = _placed[at].Parent)
        {
            if (at == placement.Block) return;
            if (!_placed.ContainsKey(at)) break;
        }
        _placed[placement.Block] = placement;
    }

    private void FindEscapes()
    {
        foreach (Key block in Blocks)
        {
            Placement placed = _placed[block];
            _stands[block] = new Stand(placed.Parent, placed.Position, placed.How, false);
        }
        foreach (Key block in Blocks)
        {
            List<Key> chain = [];
            Key top = block;
            for (; !top.IsFixed; top = _placed[top].Parent) chain.Add(top);
            if (top != Key.Trash || chain.Count < 2) continue;
            Placement deletion = _placed[chain[^1]];
            if (chain.SkipLast(1).Skip(1).Any(between => _placed[between].IsConcurrentWith(deletion))) continue;
            if (!_placed[block].IsConcurrentWith(deletion)) continue;
            string position = $"{deletion.OldPosition}01{_placed[block].Position}";
            _stands[block] = new Stand(deletion.OldParent!.Value, position.Length <= 4096 ? position : deletion.OldPosition!, How.Child, true);
        }
        foreach (Key block in Blocks.Where(block => _stands[block].Escaped).ToList())
            if (LandsBadly(block)) _stands[block] = _stands[block] with { Parent = Key.Root };
    }

    /// <summary>In another deletion, or under itself. A cycle of others is for their own turn.</summary>
    private bool LandsBadly(Key block)
    {
        HashSet<Key> seen = [];
        for (Key at = _stands[block].Parent; at != Key.Root; at = _stands[at].Parent)
        {
            if (at == Key.Trash || at == block) return true;
            if (!seen.Add(at)) return false;
        }
        return false;
    }

    private void FindRegions()
    {
        foreach (Key block in Blocks) _regions[block] = [];
        foreach (Key head in Blocks.Where(block => _document.Blocks[block].Home == block))
        {
            Key owner = head;
            foreach (Element element in _document.Sequence(head).Skip(1))
            {
                if (element.Character is not null)
                {
                    _regions[owner].Add(element);
                }
                else if (_stands[element.Id].How == How.Joined && !IsLoose(element.Id, owner))
                {
                    _off.Add(element.Id);
                }
                else
                {
                    owner = element.Id;
                }
            }
        }
    }

    private bool IsLoose(Key joined, Key owner)
    {
        if (!IsTrashed(owner) || IsTrashed(joined)) return false;
        Key at = owner;
        while (_placed[at].Parent != Key.Trash) at = _stands[at].Parent;
        return _placed[joined].IsConcurrentWith(_placed[at]);
    }

    private void FindHosts()
    {
        Dictionary<Key, Key> followers = [];                    // by block: the one whose region comes next in the same sequence
        Dictionary<Key, Key> owners = [];                       // by boundary that is off: the block whose region it lies in
        foreach (Key head in Blocks.Where(block => _document.Blocks[block].Home == block))
        {
            Key owner = head;
            foreach (Element element in _document.Sequence(head).Skip(1).Where(element => element.Character is null))
            {
                if (_off.Contains(element.Id)) owners[element.Id] = owner;
                else owner = followers[owner] = element.Id;
            }
        }
        foreach (Key block in Blocks)
        {
            Stand stand = _stands[block];
            Key host = stand.Parent;
            if (RoleOf(block) == How.Child || IsTrashed(block) || (stand.How == How.Joined && RoleOf(host) == How.Joined)) continue;
            if (stand.How == How.Joined)
            {
                if (MayHost(owners[block], block)) host = owners[block];
            }
            else
            {
                while (followers.TryGetValue(owners.GetValueOrDefault(host, host), out Key next) && MayHost(next, block)) host = next;
            }
            _stands[block] = stand with { Parent = host };
        }
    }

    /// <summary>A live block that a split made while somebody joined the other, and that would not come to stand under itself.</summary>
    private bool MayHost(Key host, Key block)
    {
        Placement? split = _document.Blocks[host].Home == host ? null : _document.Placements.Find(placement => placement.Id == host);
        return split is not null && split.IsConcurrentWith(_placed[block]) && !IsTrashed(host) && !IsUnder(host, block);
    }

    private bool IsUnder(Key block, Key ancestor)
    {
        for (; !block.IsFixed; block = _stands[block].Parent)
            if (block == ancestor) return true;
        return false;
    }

    public bool IsTrashed(Key block)
    {
        while (!block.IsFixed) block = _stands[block].Parent;
        return block == Key.Trash;
    }

    private List<Key> ChildrenOf(Key block) => _children.GetValueOrDefault(block) ?? [];

    /// <summary>How a block is shown: a joined one whose boundary counts stands on its own.</summary>
    private How RoleOf(Key block) => _stands[block].How switch
    {
        How.Joined => _off.Contains(block) ? How.Joined : How.Child,
        How how => how,
    };

    private IEnumerable<Key> Pieces(Key block)
    {
        yield return block;
        foreach (Key child in ChildrenOf(block))
        {
            How role = RoleOf(child);
            if (role == How.Child) continue;
            foreach (Key piece in role == How.Continuation ? Pieces(child) : Pieces(child).Skip(1)) yield return piece;
        }
    }
}
