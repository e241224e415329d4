namespace Notion.Crdt;

/// <summary>Which way up an <see cref="Ancestry{TWay}"/> goes.</summary>
internal interface IWayUp
{
    /// <summary>The block right above; null for none.</summary>
    static abstract BlockNode? Above(BlockNode block);
}

/// <summary>By where blocks stand.</summary>
internal readonly struct WayAsStanding : IWayUp
{
    public static BlockNode? Above(BlockNode block) => block.Parent;
}

/// <summary>By the placements that count.</summary>
internal readonly struct WayAsPlaced : IWayUp
{
    public static BlockNode? Above(BlockNode block) => block.Placed?.Parent;
}

/// <summary>By the placements that counted at the last arrangement.</summary>
internal readonly struct WayAsStood : IWayUp
{
    public static BlockNode? Above(BlockNode block) => block.Stood?.Parent;
}

/// <summary>What is above a block, and at the top. Short ways are walked; for long ones there is an index.</summary>
/// <remarks>
/// <para>An index (<see cref="PathForest"/>) is made only when long ways have been walked for as many steps as there are blocks, so it never costs more than they did, and a document whose trees are as people
/// make them never has one. From then on it must hear of every block that comes to stand under another.</para>
/// <para>Several may ask at the same time, as long as nobody changes anything: the index turns itself as it is asked, so one at a time asks it.</para>
/// <para>Complexity: O(min(d, log n)) amortized, d being the depth.</para>
/// </remarks>
internal sealed class Ancestry<TWay>(BlockTable blocks)
    where TWay : struct, IWayUp
{
    private readonly Lock _asking = new();
    private PathForest? _forest;
    private long _walked;
    private int[] _known = [];                          // by block: its parent in the index, the complement while that is out of date
    private readonly List<int> _stale = [];

    /// <summary>Ways of more steps than this may be looked up in an index. Tests choose it.</summary>
    public int LongWay { get; set; } = 256;

    /// <summary>Where there is an index already, it pays sooner.</summary>
    private int WalkedSteps => _forest is null ? LongWay : Math.Min(LongWay, 32);

    /// <summary>Counts steps on long ways, and in the index, for tests.</summary>
    public long Steps => _walked + (_forest?.Steps ?? 0);

    /// <summary>The uppermost block above one, right under the root or the trash or in no tree yet, itself included; null where the way leads round in a ring.</summary>
    public BlockNode? Top(BlockNode block)
    {
        BlockNode at = block;
        for (int left = WalkedSteps; left > 0; left--)
        {
            if (TWay.Above(at) is not { IsFixed: false } above) return at;
            at = above;
        }
        return FarTop(at);
    }

    /// <summary>Whether a block is another, or stands under it at any depth.</summary>
    public bool IsUnder(BlockNode block, BlockNode ancestor)
    {
        BlockNode? at = block;
        for (int left = WalkedSteps; left >= 0; left--)
        {
            if (at == ancestor) return true;
            if (at is null) return false;
            at = TWay.Above(at);
        }
        return at is not null && IsFarUnder(at, ancestor);
    }

    /// <summary>Whether the way up from a block leads back to it.</summary>
    public bool IsOnRing(BlockNode block) => TWay.Above(block) is { } above && IsUnder(above, block);

    /// <summary>The block has come under another, or out from under it. The index hears of it when it is next asked, so what comes and goes in between costs nothing.</summary>
    public void Changed(BlockNode block)
    {
        if (_forest is null) return;
        Reserve(block.Index);
        if (_known[block.Index] < 0) return;
        _stale.Add(block.Index);
        _known[block.Index] = ~_known[block.Index];
    }

    private static int ParentOf(BlockNode block) => TWay.Above(block) is { IsFixed: false } above ? above.Index : 0;

    private BlockNode? FarTop(BlockNode block)
    {
        lock (_asking)
        {
            if (Forest() is { } forest)
            {
                if (forest.LeadsToRing(block.Index)) return null;
                int top = forest.Top(block.Index);
                if (top < blocks.NextIndex) return blocks[top];     // else a block that was just taken back is at the top, which only a walk leads to
            }
            BlockNode at = block;
            for (int left = blocks.NextIndex; left > 0; left--, _walked++)
            {
                if (TWay.Above(at) is not { IsFixed: false } above) return at;
                at = above;
            }
            return null;
        }
    }

    private bool IsFarUnder(BlockNode block, BlockNode ancestor)
    {
        lock (_asking)
        {
            if (Forest() is { } forest)
            {
                if (!ancestor.IsFixed) return !block.IsFixed && forest.IsAbove(ancestor.Index, block.Index);
                if (block == ancestor) return true;
                if (block.IsFixed || forest.LeadsToRing(block.Index)) return false;
                int top = forest.Top(block.Index);
                if (top < blocks.NextIndex) return TWay.Above(blocks[top]) == ancestor;
            }
            BlockNode? at = block;
            for (int left = blocks.NextIndex; left > 0; left--, _walked++)
            {
                if (at == ancestor) return true;
                if (at is null) return false;
                at = TWay.Above(at);
            }
            return false;
        }
    }

    private PathForest? Forest()
    {
        if (_forest is null)
        {
            if (_walked < blocks.NextIndex) return null;
            Reserve(blocks.NextIndex);
            for (int index = BlockTable.TrashIndex + 1; index < blocks.NextIndex; index++) _known[index] = ParentOf(blocks[index]);
            _forest = new PathForest();
            _forest.Build(blocks.NextIndex, index => _known[index]);
            return _forest;
        }
        foreach (int index in _stale)
        {
            int known = ~_known[index];
            int parent = _known[index] = index < blocks.NextIndex ? ParentOf(blocks[index]) : 0;
            if (parent != known) _forest.SetParent(index, parent);
        }
        _stale.Clear();
        return _forest;
    }

    private void Reserve(int index)
    {
        if (index >= _known.Length) Array.Resize(ref _known, Math.Max(index + 1, _known.Length * 2));
    }
}
