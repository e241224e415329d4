namespace Notion.Crdt;

/// <summary>The colours of Notion's API. A document may hold others.</summary>
public static class BlockColors
{
    /// <summary>No colour of its own.</summary>
    public const string Default = "default";

    /// <summary>All of them, <see cref="Default"/> first, then text colours, then background colours.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Default, "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red",
        "gray_background", "brown_background", "orange_background", "yellow_background", "green_background", "blue_background",
        "purple_background", "pink_background", "red_background",
    ];
}
