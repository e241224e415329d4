namespace Notion.Crdt;

/// <summary>What became of a block.</summary>
[Flags]
public enum BlockChangeKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is shown for the first time.</summary>
    Created = 1,

    /// <summary>It is no longer shown: deleted, or joined into another. What was shown under it went along or moved, without changes of its own being listed.</summary>
    Deleted = 2,

    /// <summary>It is shown again, with what is under it.</summary>
    Restored = 4,

    /// <summary>It is shown at another place.</summary>
    Moved = 8,

    /// <summary>Its text changed.</summary>
    Text = 16,

    /// <summary>Some of its properties, or its type, changed.</summary>
    Properties = 32,

    /// <summary>Text that it showed and still shows has other marks.</summary>
    Marks = 64,

    /// <summary>The texts of some of its properties, or their marks, changed.</summary>
    PropertyTexts = 128,
}
