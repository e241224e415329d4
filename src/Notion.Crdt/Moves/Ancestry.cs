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

    /// <summary>Ways of more steps than this may be looked up in an index. Tests choose it.</summary>
    public int LongWay { get; set; } = 64;

    /// <summary>Counts steps on long ways, and in the index, for tests.</summary>
    public long Steps => _walked + (_forest?.Steps ?? 0);

    /// <summary>The uppermost block above one, right under the root or the trash or in no tree yet, itself included; null where the way leads round in a ring.</summary>
    public BlockNode? Top(BlockNode block)
    {
        BlockNode at = block;
        for (int i = 0; i < LongWay; i++)
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
        for (int i = 0; i <= LongWay; i++)
        {
            if (at == ancestor) return true;
            if (at is null) return false;
            at = TWay.Above(at);
        }
        return at is not null && IsFarUnder(at, ancestor);
    }

    /// <summary>Whether the way up from a block leads back to it.</summary>
    public bool IsOnRing(BlockNode block) => TWay.Above(block) is { } above && IsUnder(above, block);

    /// <summary>The block has come under another, or out from under it.</summary>
    public void Changed(BlockNode block) => _forest?.SetParent(block.Index, ParentOf(block));

    private static int ParentOf(BlockNode block) => TWay.Above(block) is { IsFixed: false } above ? above.Index : 0;

    private BlockNode? FarTop(BlockNode block)
    {
        lock (_asking)
        {
            if (Forest() is { } forest) return TopIn(forest, block);
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
                return block == ancestor || (!block.IsFixed && TopIn(forest, block) is { } top && TWay.Above(top) == ancestor);
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

    private BlockNode? TopIn(PathForest forest, BlockNode block)
    {
        if (forest.LeadsToRing(block.Index)) return null;
        int top = forest.Top(block.Index);
        return top < blocks.NextIndex ? blocks[top] : null;     // taken back, and what was put under it not yet
    }

    private PathForest? Forest()
    {
        if (_forest is not null || _walked < blocks.NextIndex) return _forest;
        _forest = new PathForest();
        _forest.Build(blocks.NextIndex, index => index <= BlockTable.TrashIndex ? 0 : ParentOf(blocks[index]));
        return _forest;
    }
}
