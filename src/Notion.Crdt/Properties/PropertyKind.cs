namespace Notion.Crdt;

/// <summary>The kinds of <see cref="PropertyValue"/>.</summary>
public enum PropertyKind
{
    /// <summary>No value; setting it removes the property.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A 64-bit signed integer.</summary>
    Integer,

    /// <summary>A double-precision number.</summary>
    Number,

    /// <summary>Text that is replaced as a whole.</summary>
    String,
}
