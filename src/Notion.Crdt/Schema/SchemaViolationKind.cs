namespace Notion.Crdt;

/// <summary>What a block is against its schema.</summary>
public enum SchemaViolationKind
{
    /// <summary>It is shown under a block of a type that must not have such blocks under it, or where blocks of its own type must not be.</summary>
    Place,

    /// <summary>More blocks are shown under it than may be.</summary>
    TooManyChildren,

    /// <summary>It has text, and blocks of its type have none.</summary>
    Text,

    /// <summary>Its text is too long.</summary>
    TextTooLong,

    /// <summary>A property has a value that does not fit.</summary>
    PropertyValue,

    /// <summary>It has a property that blocks of its type do not have.</summary>
    UnknownProperty,
}
