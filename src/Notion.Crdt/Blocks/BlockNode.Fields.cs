namespace Notion.Crdt;

/// <summary>
/// Fields: the texts of a block's properties. A field is a node without a place of its own: it has a head, so its text is a sequence like a block's, its key is its type, and it stands under its
/// block for ever.
/// </summary>
/// <remarks>
/// People who begin the same text at the same time each make a field. All of them are one text: they are read one after the other, in the order of their ids, and the first stands for all.
/// </remarks>
internal sealed partial class BlockNode
{
    /// <summary>The position of every field; nothing is sorted by it.</summary>
    public const string FieldPosition = "0";

    public bool IsField => Kind == PlacementKind.Field;

    /// <summary>The field that stands for the text of a property; null where nobody has begun one.</summary>
    public BlockNode? FindField(string key)
    {
        int at = FirstField(key);
        return at >= 0 && at < Fields!.Count && Fields[at].Type == key ? Fields[at] : null;
    }

    /// <summary>The field that stands for the text of which this one is a part.</summary>
    public BlockNode FirstOfText => Parent!.FindField(Type)!;

    /// <summary>All fields that are one text with this one, which stands for them.</summary>
    public void CollectFields(List<BlockNode> fields)
    {
        if (FlowingChildren == 0)
        {
            fields.Add(this);
            return;
        }
        int first = Parent!.FirstField(Type);
        for (int i = 0; i <= FlowingChildren; i++) fields.Add(Parent.Fields![first + i]);
    }

    private void AttachField(BlockNode owner)
    {
        owner.Fields ??= [];
        int at = owner.Fields.Count;
        while (at > 0 && CompareFields(owner.Fields[at - 1], this) > 0) at--;
        owner.Fields.Insert(at, this);
        owner.CountFields(Type);
    }

    private void DetachField(BlockNode owner)
    {
        owner.Fields!.Remove(this);
        owner.CountFields(Type);
        Parent = null;
    }

    private void CountFields(string key)
    {
        int first = FirstField(key), end = first;
        for (; end < Fields!.Count && Fields[end].Type == key; end++) Fields[end].FlowingChildren = 0;
        if (end > first) Fields[first].FlowingChildren = end - first - 1;
    }

    /// <summary>The place of the first field of a key, or where it would be; -1 where there are no fields at all.</summary>
    private int FirstField(string key)
    {
        if (Fields is null) return -1;
        int low = 0, high = Fields.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (string.CompareOrdinal(Fields[middle].Type, key) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static int CompareFields(BlockNode left, BlockNode right)
    {
        int order = string.CompareOrdinal(left.Type, right.Type);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }
}
