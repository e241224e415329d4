using Notion.Sync.Protocol;

namespace Notion.Server.Store;

internal sealed record Workspace(Guid Id, string Name, Guid OwnerId, DateTimeOffset CreatedAt)
{
    /// <summary>What everyone in it may where no page says otherwise.</summary>
    public PageAccess MemberAccess { get; init; } = PageAccess.Full;
}
