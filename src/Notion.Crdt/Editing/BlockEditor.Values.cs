namespace Notion.Crdt;

/// <summary>Properties, types, sets and counters.</summary>
internal sealed partial class BlockEditor
{
    public void SetProperty(BlockNode block, string key, PropertyValue value)
    {
        RequireOwner(block);
        _state.SetProperty(block, key, value, StampOf(_writer.SetProperty(block, key, value)));
    }

    public void SetType(BlockNode block, string type)
    {
        RequireLive(block);
        _state.SetType(block, type, StampOf(_writer.SetType(block, type)));
    }

    public bool AddToSet(BlockNode block, string key, PropertyValue value)
    {
        RequireOwner(block);
        if (_state.Values.Adds(block, key, value).Length > 0) return false;
        _state.AddToSet(block, key, value, StampOf(_writer.ChangeSet(OpKind.AddToSet, block, key, value)));
        return true;
    }

    public bool RemoveFromSet(BlockNode block, string key, PropertyValue value)
    {
        RequireOwner(block);
        if (_state.Values.Adds(block, key, value).Length == 0) return false;
        _state.RemoveFromSet(block, key, value, StampOf(_writer.ChangeSet(OpKind.RemoveFromSet, block, key, value)));
        return true;
    }

    public void Increment(BlockNode block, string key, long amount)
    {
        RequireOwner(block);
        if (amount == 0) return;
        _writer.Increment(block, key, amount);
        _state.Increment(block, key, amount);
    }

    /// <summary>Properties are those of a live block, or of the page.</summary>
    private void RequireOwner(BlockNode block)
    {
        if (block != _state.Blocks.Root) RequireLive(block);
    }
}
