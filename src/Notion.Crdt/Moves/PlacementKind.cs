namespace Notion.Crdt;

/// <summary>How a block stands under its parent.</summary>
internal enum PlacementKind : byte
{
    /// <summary>As a block of its own.</summary>
    Child,

    /// <summary>Its boundary is off: its text flows into the region before it.</summary>
    Joined,

    /// <summary>Its text is shown after the parent's own.</summary>
    Continuation,

    /// <summary>It is no block, but the text of one of the parent's properties, and stands there for ever.</summary>
    Field,
}
