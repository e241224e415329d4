namespace Notion.Crdt;

/// <summary>One block inside a document: its registers, where it is placed, and where it therefore stands.</summary>
internal sealed partial class BlockNode(int index, BlockId id)
{
    /// <summary>Place in the <see cref="BlockTable"/>, which boundaries refer to.</summary>
    public int Index { get; } = index;

    public BlockId Id { get; } = id;

    /// <summary>The operation that made it; the root and the trash have none.</summary>
    public Stamp Created;

    public string? CreatedBy { get; init; }

    public string Type = string.Empty;

    public Stamp TypeStamp;

    public PropertyRegister[] Properties = [];

    /// <summary>The span of its head or boundary; -1 for the root and the trash.</summary>
    public int Boundary = -1;

    /// <summary>Whether its text starts a sequence of its own, so that its boundary can never be off.</summary>
    public bool IsHead;

    /// <summary>Whether its boundary is switched off, so that its text flows into the region before it.</summary>
    public bool IsOff;

    /// <summary>The node that stands for the block since the document was unpacked.</summary>
    public volatile BlockNode? Successor;

    /// <summary>The placement that counts.</summary>
    public Placement? Placed;

    /// <summary>Where it stands: as placed, but for blocks that escaped a deletion.</summary>
    public BlockNode? Parent;

    public string Position = string.Empty;

    public PlacementKind Kind;

    /// <summary>The placement by which it stands where it stands: that which counted at the last arrangement.</summary>
    public Placement? Stood;

    /// <summary>The deleted block that it was placed in at the same time, and so stands in the place of; null for one that did not escape.</summary>
    public BlockNode? EscapedFrom;

    public bool Escaped => EscapedFrom is not null;

    /// <summary>Those that stand under it, by position, then id.</summary>
    public OrderedList<BlockNode>? Children;

    /// <summary>How many of the children are joined or continuations; of a field, how many others follow it in the same text.</summary>
    public int FlowingChildren;

    /// <summary>The texts of its properties, by key, then id; see <c>BlockNode.Fields.cs</c>.</summary>
    public List<BlockNode>? Fields;

    public bool IsTrash => Index == BlockTable.TrashIndex;

    public bool IsFixed => Index <= BlockTable.TrashIndex;

    /// <summary>The node that stands for the block now.</summary>
    public BlockNode Current
    {
        get
        {
            BlockNode node = this;
            while (node.Successor is { } next) node = next;
            return node;
        }
    }

    public static int CompareSiblings(BlockNode left, BlockNode right)
    {
        int order = string.CompareOrdinal(left.Position, right.Position);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }

    /// <summary>The place of a child, or of where it would be as the complement.</summary>
    public int FindChild(BlockNode child) => Children is null ? ~0 : Children.Find(child, default(SiblingOrder));

    /// <summary>How many children have a position, or one before it.</summary>
    public int FindBehind(string position) => Children is null ? 0 : ~Children.Find(this, new Behind(position));

    public void Attach(BlockNode parent, string position, PlacementKind kind)
    {
        Parent = parent;
        Position = position;
        Kind = kind;
        if (kind == PlacementKind.Field)
        {
            AttachField(parent);
            return;
        }
        parent.Children ??= new OrderedList<BlockNode>();
        int at = parent.Children.Count > 0 && CompareSiblings(parent.Children[^1], this) < 0 ? ~parent.Children.Count : parent.FindChild(this);
        parent.Children.Insert(~at, this);
        if (kind != PlacementKind.Child) parent.FlowingChildren++;
    }

    public void Detach()
    {
        if (Parent is null) return;
        if (IsField)
        {
            DetachField(Parent);
            return;
        }
        Parent.Children!.RemoveAt(Parent.FindChild(this));
        if (Kind != PlacementKind.Child) Parent.FlowingChildren--;
        Parent = null;
    }

    private readonly struct SiblingOrder : IComparer<BlockNode>
    {
        public int Compare(BlockNode? left, BlockNode? right) => CompareSiblings(left!, right!);
    }

    private readonly struct Behind(string position) : IComparer<BlockNode>
    {
        public int Compare(BlockNode? left, BlockNode? right) => string.CompareOrdinal(left!.Position, position) <= 0 ? -1 : 1;
    }
}
