namespace Notion.Server.NotionApi;

/// <summary>A type of block as Notion's API has it.</summary>
/// <param name="Name">What the API calls it.</param>
/// <param name="Kind">What documents call it.</param>
/// <param name="Fields">Its payload.</param>
internal sealed record ApiBlockType(string Name, string Kind, params IReadOnlyList<BlockField> Fields)
{
    /// <summary>Whether blocks may be under it.</summary>
    public bool TakesChildren { get; init; }

    /// <summary>The only types that may be under it; null for all that may stand anywhere.</summary>
    public IReadOnlyList<string>? Children { get; init; }

    /// <summary>How many a new one must have under it at least.</summary>
    public int LeastChildren { get; init; }

    /// <summary>The only type that it may be under; null for any that takes it.</summary>
    public string? Parent { get; init; }

    /// <summary>Whether blocks of the type are made with their content; the others are pages, which are made as pages.</summary>
    public bool IsCreatable { get; init; } = true;

    /// <summary>Whether a block of this type may be put under one of another; null is a page.</summary>
    public bool MayStandUnder(ApiBlockType? parent) => parent is null
        ? Parent is null
        : parent.TakesChildren && (Parent is null || Parent == parent.Name) && parent.Children?.Contains(Name) != false;
}
