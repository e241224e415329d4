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

    /// <summary>The placements that do not follow from where blocks stand.</summary>
    Placements = 5,

    /// <summary>Which blocks have properties, and how many.</summary>
    Properties = 6,

    /// <summary>Of each span of text: whether it is erased, and how it lies to the one made before it.</summary>
    Spans = 7,

    /// <summary>The characters that are shown, in the order of the text.</summary>
    Text = 8,

    /// <summary>How often characters were erased beyond what their spans say.</summary>
    Erasures = 9,

    /// <summary>Values that lost to concurrent ones, sets and counters.</summary>
    Values = 10,

    /// <summary>The UUIDs with which blocks were imported.</summary>
    Imports = 11,

    /// <summary>Marks, and their switches.</summary>
    Marks = 24,

    /// <summary>The type of each block.</summary>
    Types = 32,

    /// <summary>How each block stands.</summary>
    Standing = 33,

    /// <summary>Under which block each stands.</summary>
    Parents = 34,

    /// <summary>The forms of the positions at which blocks stand.</summary>
    Positions = 35,

    /// <summary>The letters of those positions.</summary>
    PositionLetters = 36,

    /// <summary>How the shown text is shared out among the blocks.</summary>
    Regions = 37,

    /// <summary>The keys of the properties.</summary>
    PropertyKeys = 38,

    /// <summary>The values of the properties.</summary>
    PropertyValues = 39,

    /// <summary>The timestamps of the operations that other columns name.</summary>
    Times = 40,

    /// <summary>The operations that gave blocks their types, places and properties: their counters, but for the lowest byte.</summary>
    Stamps = 41,

    /// <summary>The forms of the positions in <see cref="Placements"/>.</summary>
    OldPositions = 42,

    /// <summary>The letters of those positions.</summary>
    OldPositionLetters = 43,

    /// <summary>The lengths of the spans.</summary>
    SpanLengths = 44,

    /// <summary>What of the spans is too large for <see cref="Spans"/> and <see cref="SpanLengths"/>.</summary>
    SpanRests = 45,

    /// <summary>The characters that are erased, in the order of their ids.</summary>
    ErasedText = 46,

    /// <summary>The neighbours with which spans were inserted, where they do not follow from their places.</summary>
    Neighbours = 47,

    /// <summary>Where heads and boundaries were inserted.</summary>
    BlockPlaces = 48,

    /// <summary>The replicas of <see cref="Stamps"/>.</summary>
    StampReplicas = 49,

    /// <summary>The lowest bytes of <see cref="Stamps"/>.</summary>
    StampRests = 50,

    /// <summary>The blocks of <see cref="Placements"/> and where they were placed: their numbers, but for the lowest byte.</summary>
    PlacementBlocks = 51,

    /// <summary>The lowest bytes of <see cref="PlacementBlocks"/>.</summary>
    PlacementRests = 52,

    /// <summary>Which generation it is, and how far its base reaches.</summary>
    Generation = 53,

    /// <summary>The number of changes.</summary>
    ChangeCount = 64,

    /// <summary>The changes that are kept as their bytes, as one update.</summary>
    Changes = 65,

    /// <summary>Up to where the history is cut off.</summary>
    Cut = 66,

    /// <summary>The state there, as a section, where that is not the snapshot's own.</summary>
    Base = 67,

    /// <summary>What the state does not tell of the changes: which operations make one, when it was made, what it erased.</summary>
    Operations = 68,

    /// <summary>Keys and types of <see cref="Operations"/>.</summary>
    HistoryKeys = 69,

    /// <summary>Strings that are values there.</summary>
    HistoryStrings = 70,
}
