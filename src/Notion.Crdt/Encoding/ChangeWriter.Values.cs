namespace Notion.Crdt;

/// <summary>Operations on properties, sets and counters.</summary>
internal sealed partial class ChangeWriter
{
    public int SetProperty(BlockNode block, string key, PropertyValue value) => WriteKeyed(OpKind.SetProperty, block, key, value);

    /// <param name="kind">AddToSet or RemoveFromSet.</param>
    /// <param name="block">The block, or the root.</param>
    /// <param name="key">The set's key.</param>
    /// <param name="value">The value, not Null.</param>
    public int ChangeSet(OpKind kind, BlockNode block, string key, PropertyValue value) => WriteKeyed(kind, block, key, value);

    public int Increment(BlockNode block, string key, long amount) => WriteKeyed(OpKind.Increment, block, key, amount);

    public int BeginText(BlockNode block, string key)
    {
        int counter = Begin(OpKind.BeginText, 3);
        WriteRef(block, counter);
        _ops.WriteString(key);
        return counter;
    }

    private int WriteKeyed(OpKind kind, BlockNode block, string key, PropertyValue value)
    {
        int counter = Begin(kind, 4);
        WriteRef(block, counter);
        _ops.WriteString(key);
        WriteValue(ref _ops, value);
        return counter;
    }
}
