using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Where each block was placed at any time: for each block the placements of it that are in effect, those that are not, and all that place something in it, each in their total order.</summary>
/// <remarks>Look-ups are binary searches; what is added at the end, as nearly all is, is not searched for.</remarks>
internal sealed class PlacementIndex(ReplicaTable replicas)
{
    private List<Placement>?[] _of = [];                // by block
    private List<Placement>?[] _refused = [];           // by block
    private List<Placement>?[] _into = [];              // by parent

    /// <summary>Enters a placement, which is not in effect yet.</summary>
    public void Add(Placement placement)
    {
        Insert(ref _into, placement.Parent, placement);
        Insert(ref _refused, placement.Block, placement);
    }

    /// <summary>Takes out a placement that is not in effect.</summary>
    public void Remove(Placement placement)
    {
        RemoveFrom(_into[placement.Parent.Index]!, placement);
        RemoveFrom(_refused[placement.Block.Index]!, placement);
    }

    /// <summary>The placement has come into effect.</summary>
    public void Enter(Placement placement)
    {
        RemoveFrom(_refused[placement.Block.Index]!, placement);
        Insert(ref _of, placement.Block, placement);
    }

    /// <summary>The placement is not in effect any more.</summary>
    public void Leave(Placement placement)
    {
        RemoveFrom(_of[placement.Block.Index]!, placement);
        Insert(ref _refused, placement.Block, placement);
    }

    /// <summary>The last placement of a block in effect before a time; null for none.</summary>
    public Placement? Before(BlockNode block, Stamp time)
    {
        if (block.Placed is not { } last || replicas.Compare(last.Stamp, time) < 0) return block.Placed;
        List<Placement> placements = _of[block.Index]!;
        int at = Find(placements, time);
        return at > 0 ? placements[at - 1] : null;
    }

    /// <summary>The first placement of a block in effect after a time; null for none.</summary>
    public Placement? After(BlockNode block, Stamp time)
    {
        if (block.Placed is not { } last || replicas.Compare(last.Stamp, time) <= 0) return null;
        List<Placement> placements = _of[block.Index]!;
        int at = Find(placements, time);
        return placements[at].Stamp == time ? placements[at + 1] : placements[at];
    }

    /// <summary>The placements of a block in effect after one time and before another.</summary>
    public ReadOnlySpan<Placement> Of(BlockNode block, Stamp from, Stamp? to) => Between(_of, block, from, to);

    /// <summary>The placements of a block not in effect after one time and before another.</summary>
    public ReadOnlySpan<Placement> RefusedOf(BlockNode block, Stamp from, Stamp? to) => Between(_refused, block, from, to);

    /// <summary>All placements into a block, in effect or not.</summary>
    public ReadOnlySpan<Placement> Into(BlockNode block) => block.Index < _into.Length ? CollectionsMarshal.AsSpan(_into[block.Index]) : default;

    private ReadOnlySpan<Placement> Between(List<Placement>?[] lists, BlockNode block, Stamp from, Stamp? to)
    {
        if (block.Index >= lists.Length || lists[block.Index] is not { Count: > 0 } list || replicas.Compare(list[^1].Stamp, from) <= 0) return default;
        int first = Find(list, from);
        if (list[first].Stamp == from) first++;
        return CollectionsMarshal.AsSpan(list)[first..Math.Max(first, to is { } end ? Find(list, end) : list.Count)];
    }

    private void Insert(ref List<Placement>?[] lists, BlockNode key, Placement placement)
    {
        if (key.Index >= lists.Length) Array.Resize(ref lists, Math.Max(key.Index + 1, lists.Length * 2));
        List<Placement> list = lists[key.Index] ??= new List<Placement>(2);
        if (list.Count == 0 || replicas.Compare(list[^1].Stamp, placement.Stamp) < 0) list.Add(placement);
        else list.Insert(Find(list, placement.Stamp), placement);
    }

    private void RemoveFrom(List<Placement> list, Placement placement) => list.RemoveAt(list[^1] == placement ? list.Count - 1 : Find(list, placement.Stamp));

    /// <summary>The place of the first that is not before a time.</summary>
    private int Find(List<Placement> placements, Stamp time)
    {
        int low = 0, high = placements.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (replicas.Compare(placements[middle].Stamp, time) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
