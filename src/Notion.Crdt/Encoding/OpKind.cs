namespace Notion.Crdt;

/// <summary>The first element of an operation on the wire.</summary>
internal enum OpKind
{
    /// <summary>[1, type, parent, position, uuid?]: a block with a text sequence of its own.</summary>
    Create = 1,

    /// <summary>[2, type, parent, position, left, right?]: a block whose text begins at a boundary inserted between two elements.</summary>
    Split = 2,

    /// <summary>[3, block, parent, position]: to a place among the parent's children; out of the trash, too.</summary>
    Move = 3,

    /// <summary>[4, block, old parent, old position]: to the trash, from where its author saw it.</summary>
    Delete = 4,

    /// <summary>[5, block, parent, position]: its boundary is switched off, so that its text flows into the region before.</summary>
    Join = 5,

    /// <summary>[6, block, parent, position]: its text is shown after the parent's own.</summary>
    Continue = 6,

    /// <summary>[7, left, right?, text], or the text alone: characters between two elements; takes as many counters as the text has Unicode scalars.</summary>
    Insert = 7,

    /// <summary>[8, first, count?, times?], or a number alone: counts erasures of consecutive elements of one replica.</summary>
    Erase = 8,

    /// <summary>[9, block, key, value]: sets a property; nil removes it.</summary>
    SetProperty = 9,

    /// <summary>[10, block, type]: changes a block's type.</summary>
    SetType = 10,

    /// <summary>[12, first, count?, times?]: takes erasures of consecutive elements of one replica back.</summary>
    Restore = 12,

    /// <summary>[14, block, key, value]: adds a value to a set.</summary>
    AddToSet = 14,

    /// <summary>[15, block, key, value]: removes from a set the additions of a value that the author had seen.</summary>
    RemoveFromSet = 15,

    /// <summary>[16, block, key, amount]: adds to a counter.</summary>
    Increment = 16,

    /// <summary>[11, type, value, sides, start, end?, id?]: marks what lies between two places beside elements.</summary>
    Mark = 11,

    /// <summary>[13, operation, active]: switches a mark off or on again; or notes that another operation of the same replica was taken back, though somebody has overwritten it.</summary>
    Switch = 13,

    /// <summary>[17, block, key]: begins the text of a property.</summary>
    BeginText = 17,

    /// <summary>Kinds from here on are unknown to this version: [kind, counters, …]. They are kept and passed on as they are.</summary>
    FirstUnknown = 64,
}
