namespace Notion.Crdt;

/// <summary>What becomes of two marks of one type on the same text.</summary>
public enum MarkOverlap
{
    /// <summary>One value shows: that of the later mark. Bold, colours, links.</summary>
    OneValue,

    /// <summary>Each has an id, and all show: comments. Marks of the same id are one: the later counts.</summary>
    ManyById,
}
