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
}
