namespace Notion.Databases;

/// <summary>What is known of a row's page beside its document.</summary>
/// <param name="Id">The page.</param>
/// <param name="CreatedTime">When it was made, to the millisecond.</param>
public sealed record RowOrigin(Guid Id, DateTimeOffset CreatedTime)
{
    /// <summary>Who made it; null where that is not known.</summary>
    public Guid? CreatedBy { get; init; }

    /// <summary>When it was last edited; the creation where that is not known.</summary>
    public DateTimeOffset LastEditedTime { get; init; } = CreatedTime;

    /// <summary>Who last edited it; null where that is not known.</summary>
    public Guid? LastEditedBy { get; init; }
}
