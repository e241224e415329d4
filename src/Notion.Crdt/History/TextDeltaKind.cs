namespace Notion.Crdt;

/// <summary>What to do with the next piece of a text.</summary>
public enum TextDeltaKind
{
    /// <summary>Keep so many units.</summary>
    Retain,

    /// <summary>Put text in.</summary>
    Insert,

    /// <summary>Leave so many units out.</summary>
    Delete,
}
