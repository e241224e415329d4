namespace Notion.Server.Store;

/// <summary>One live block as SQL readers see it.</summary>
/// <param name="Properties">A JSON object.</param>
/// <param name="Content">A JSON array of rich text runs.</param>
internal sealed record BlockRow(Guid Id, Guid? ParentId, string Type, string Properties, string Content, string Position, DateTimeOffset CreatedAt);
