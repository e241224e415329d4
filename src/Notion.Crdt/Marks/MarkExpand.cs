namespace Notion.Crdt;

/// <summary>Whether text typed at an edge of a marked range takes the mark. Decided when the range is marked; what others type there at the same time follows it, too.</summary>
[Flags]
public enum MarkExpand
{
    /// <summary>At neither edge: links, comments.</summary>
    None = 0,

    /// <summary>At the start.</summary>
    Before = 1,

    /// <summary>At the end: bold, as writers expect it.</summary>
    After = 2,

    /// <summary>At both.</summary>
    Both = Before | After,
}
