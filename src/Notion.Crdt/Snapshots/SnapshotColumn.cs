namespace Notion.Crdt;

/// <summary>The numbers of a snapshot's columns. docs/encoding.md specifies each, and says how to add one.</summary>
/// <remarks>A number is never given away again. Numbers below 64 belong to the state, those from 64 on to the history.</remarks>
internal enum SnapshotColumn
{
    /// <summary>Small columns, compressed together; written and read by <see cref="ColumnSet"/> alone.</summary>
    Bundle = 0,

    /// <summary>Who wrote, and how far each has come.</summary>
    Replicas = 1,

    /// <summary>Every string that another column names by number.</summary>
    Names = 2,

    /// <summary>What each writer had seen of the others.</summary>
    Knowledge = 3,

    /// <summary>The blocks, by the operations that created them.</summary>
    Blocks = 4,

    /// <summary>All placements in their total order.</summary>
    Placements = 5,

    /// <summary>The registers of blocks that have properties.</summary>
    Properties = 6,

    /// <summary>The spans of all sequences.</summary>
    Spans = 7,

    /// <summary>The characters of the spans.</summary>
    Text = 8,

    /// <summary>How often characters were erased beyond what their spans say.</summary>
    Erasures = 9,

    /// <summary>Values that lost to concurrent ones, sets and counters.</summary>
    Values = 10,

    /// <summary>Marks, and their switches.</summary>
    Marks = 24,

    /// <summary>The number of changes.</summary>
    ChangeCount = 64,

    /// <summary>All changes as one update.</summary>
    Changes = 65,
}
