namespace Notion.Server.Store;

internal sealed record Workspace(Guid Id, string Name, Guid OwnerId, DateTimeOffset CreatedAt);
