namespace Notion.Crdt;

/// <summary>A read-only view of one block of a document, as the document is at the moment of each call.</summary>
/// <remarks>Cheap to copy. Valid as long as its document; as thread-safe as that. The default value is no block: its members throw.</remarks>
public readonly partial struct Block : IEquatable<Block>
{
    private readonly Document? _document;
    private readonly BlockNode? _node;

    internal Block(Document document, BlockNode node)
    {
        _document = document;
        _node = node;
    }

    /// <summary>Its id.</summary>
    public BlockId Id => Node.Id;

    /// <summary>The UUID with which it was imported, where it was: another name by which documents find it.</summary>
    public Guid? ImportedAs => Document.UuidOf(Node);

    /// <summary>The document that it belongs to.</summary>
    public Document Document => _document ?? throw new InvalidOperationException("This is the default value of Block, and no block.");

    /// <summary>Its type, such as <c>text</c>; <c>page</c> for the root.</summary>
    public string Type => Node.Type;

    /// <summary>Whether it is the page itself.</summary>
    public bool IsRoot => Node.Id == BlockId.Root;

    /// <summary>Whether it is in the trash, by itself or under another.</summary>
    public bool IsDeleted => Outline.IsTrashed(Node);

    /// <summary>Whether it is shown: neither deleted nor joined into another.</summary>
    public bool IsLive => IsRoot || (Outline.Role(Node) == PlacementKind.Child && !IsDeleted);

    /// <summary>The block under which it is shown; null for the root and for a block that is not shown or lies at the top of the trash.</summary>
    public Block? Parent
    {
        get
        {
            if (IsRoot || Outline.Role(Node) != PlacementKind.Child) return null;
            BlockNode? parent = Outline.ShownParent(Node);
            return parent is null || parent.Id == BlockId.Trash ? null : new Block(Document, parent);
        }
    }

    /// <summary>Where a block that was deleted by itself stood before: the block it was under, if that is live, and its place there as that one's children are now. Null for a live block, and for one that
    /// is in the trash with another.</summary>
    public (Block Parent, int Index)? DeletedFrom
    {
        get
        {
            Document document = Document;
            _ = document.State;                          // a packed page does not say where its deleted blocks stood
            if (Node.Placed is not { IsDeletion: true } deletion || !IsDeleted) return null;
            var parent = new Block(document, deletion.OldParent!);
            if (!parent.IsLive) return null;
            return (parent, parent.Children.Count(sibling => string.CompareOrdinal(sibling.Position, deletion.OldPosition) <= 0));
        }
    }

    /// <summary>Its place among the shown children of <see cref="Parent"/>, from 0; -1 without a parent.</summary>
    public int Index
    {
        get
        {
            BlockNode node = Node;
            if (Outline.Role(node) != PlacementKind.Child || Outline.ShownParent(node) is not { IsTrash: false } parent) return -1;
            if (parent.FlowingChildren == 0 && node.Parent == parent) return parent.FindChild(node);
            var children = new List<BlockNode>();
            Outline.CollectShownChildren(parent, children);
            return children.IndexOf(node);
        }
    }

    /// <summary>How many blocks are shown under it.</summary>
    public int ChildCount
    {
        get
        {
            if (Node.FlowingChildren == 0) return Node.Children?.Count ?? 0;
            var children = new List<BlockNode>();
            Outline.CollectShownChildren(Node, children);
            return children.Count;
        }
    }

    /// <summary>The blocks shown under it, in order; a list of its own, which later changes leave as it is.</summary>
    public IReadOnlyList<Block> Children
    {
        get
        {
            var children = new List<BlockNode>();
            Outline.CollectShownChildren(Node, children);
            Document document = Document;
            return children.ConvertAll(child => new Block(document, child));
        }
    }

    /// <summary>Its text, with that of blocks joined into it; empty for the root.</summary>
    public string Text => Document.ReadText(Node);

    /// <summary>Its text with its marks.</summary>
    public RichText RichText => Document.ReadRichText(Node);

    /// <summary>The marks that text inserted at an offset takes.</summary>
    /// <param name="offset">From 0 to the text's length, in UTF-16 units.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.BlockNotLive"/>, <see cref="CrdtErrorCode.NotAllowedOnRoot"/>, or
    /// <see cref="CrdtErrorCode.BrokenSurrogatePair"/> for an offset inside a surrogate pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the text.</exception>
    public TextMarks MarksAt(int offset) => Document.MarksAt(Node, offset);

    /// <summary>Length of <see cref="Text"/> in UTF-16 units, without making the string: O(log n).</summary>
    public int TextLength => Document.ReadTextLength(Node);

    /// <summary>A property; <see cref="PropertyValue.Null"/> where it is not set.</summary>
    public PropertyValue this[string key]
    {
        get
        {
            foreach (PropertyRegister register in Node.Properties)
                if (register.Key == key) return register.Value;
            return PropertyValue.Null;
        }
    }

    /// <summary>A property by its definition; the definition's default where it is not set, or set to what does not fit.</summary>
    /// <param name="property">Its definition, such as <see cref="BlockProperties.Checked"/>.</param>
    public T Get<T>(BlockProperty<T> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property.Read(this[property.Key]);
    }

    /// <summary>The properties that are set, sorted by key; a copy.</summary>
    public IReadOnlyDictionary<string, PropertyValue> Properties
    {
        get
        {
            var properties = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);
            foreach (PropertyRegister register in Node.Properties)
                if (register.Value.Kind != PropertyKind.Null) properties.Add(register.Key, register.Value);
            return properties;
        }
    }

    /// <summary>Its fractional index: what siblings are sorted by, ordinally. Empty for the root.</summary>
    public string Position => Node.Position;

    /// <summary>When it was created; zero for the root.</summary>
    public HlcTimestamp CreatedAt => Document.CreationTime(Node);

    /// <summary>Who created it, where the change named an author.</summary>
    public string? CreatedBy => Node.CreatedBy;

    private BlockNode Node => _node?.Current ?? throw new InvalidOperationException("This is the default value of Block, and no block.");

    private Outline Outline => Document.Outline;

    /// <summary>The same block of the same document.</summary>
    public bool Equals(Block other) => ReferenceEquals(_node?.Current, other._node?.Current);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Block other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _node is null ? 0 : _node.Id.GetHashCode();

    /// <summary>The same block of the same document.</summary>
    public static bool operator ==(Block left, Block right) => left.Equals(right);

    /// <summary>Another block, or another document.</summary>
    public static bool operator !=(Block left, Block right) => !left.Equals(right);

    /// <summary>Type, id and text.</summary>
    public override string ToString() => _node is null ? "no block" : $"{Type} {Id} \"{Text}\"";
}
