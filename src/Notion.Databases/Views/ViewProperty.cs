namespace Notion.Databases;

/// <summary>How a view shows a property.</summary>
/// <param name="Id">The property.</param>
/// <param name="IsVisible">Whether it is shown.</param>
public sealed record ViewProperty(string Id, bool IsVisible);
