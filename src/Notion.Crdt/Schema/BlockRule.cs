namespace Notion.Crdt;

/// <summary>What blocks of one type may be: see <see cref="BlockSchema"/>.</summary>
/// <param name="Type">The type.</param>
public sealed record BlockRule(string Type)
{
    /// <summary>The types that may be shown right under it; null for all, empty for none. Default: null.</summary>
    public IReadOnlyCollection<string>? Children { get; init; }

    /// <summary>The types right under which it may be shown, <see cref="BlockTypes.Page"/> being the top level; null for all. Default: null.</summary>
    public IReadOnlyCollection<string>? Parents { get; init; }

    /// <summary>How many blocks may be shown right under it. Default: no limit.</summary>
    public int MaxChildren { get; init; } = int.MaxValue;

    /// <summary>Whether it may have text of its own. Default: true.</summary>
    public bool HasText { get; init; } = true;

    /// <summary>The longest text, in UTF-16 units. Default: no limit.</summary>
    public int MaxTextLength { get; init; } = int.MaxValue;

    /// <summary>Its properties: a value under one of these keys must fit the definition. Default: none.</summary>
    public IReadOnlyList<BlockProperty> Properties { get; init; } = [];

    /// <summary>Whether it may have properties besides <see cref="Properties"/>. Default: true.</summary>
    public bool AllowsOtherProperties { get; init; } = true;
}
