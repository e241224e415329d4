namespace Notion.Crdt;

/// <summary>Which blocks go over into the next generation.</summary>
/// <remarks>
/// Joined blocks go, whose boundary is off, and on request those in the trash; but none that something kept needs: what stands under it, the region that its text flows into, the
/// head of its sequence. O(n).
/// </remarks>
internal sealed class Survivors
{
    private readonly DocumentState _state;
    private readonly bool[] _kept;
    private readonly Stack<BlockNode> _open = [];

    public Survivors(DocumentState state, GenerationOptions options)
    {
        _state = state;
        _kept = new bool[state.Blocks.NextIndex];
        for (int i = 0; i < _kept.Length; i++)
        {
            BlockNode block = state.Blocks[i];
            if (block.IsFixed || !(state.Arrangement.IsOff(block) || (options.EmptyTrash && state.Arrangement.IsTrashed(block)))) Keep(block);
        }
        while (_open.TryPop(out BlockNode? block)) KeepWhatItNeeds(block);
    }

    public bool Has(BlockNode block) => _kept[block.Index];

    private void Keep(BlockNode block)
    {
        if (_kept[block.Index]) return;
        _kept[block.Index] = true;
        if (!block.IsFixed) _open.Push(block);
    }

    private void KeepWhatItNeeds(BlockNode block)
    {
        Keep(block.Parent!);
        if (block.IsHead) return;
        Keep(_state.Blocks[_state.Sequences.SequenceOf(block)]);
        if (_state.Arrangement.IsOff(block)) Keep(_state.Arrangement.RegionOwner(block.Boundary));
    }
}
