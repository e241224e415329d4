namespace Notion.Databases;

/// <summary>One of the options of a select, multi-select or status.</summary>
/// <param name="Id">Its id, which values hold.</param>
/// <param name="Name">Its name; no two options of a property have the same.</param>
/// <param name="Color">Its colour, such as <c>green</c>; <c>default</c> where none is set.</param>
public sealed record SelectOption(string Id, string Name, string Color)
{
    /// <summary>For a status: <c>to_do</c>, <c>in_progress</c> or <c>complete</c>.</summary>
    public string? Group { get; init; }

    /// <summary>All ids that stand for it: its own, and those of options of the same name that others added at the same time.</summary>
    public required IReadOnlyList<string> Ids { get; init; }
}
