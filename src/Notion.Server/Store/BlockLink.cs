namespace Notion.Server.Store;

/// <summary>A block links to a page or mentions it.</summary>
/// <param name="TargetId">Any page's id, there or not.</param>
internal readonly record struct BlockLink(Guid BlockId, Guid TargetId);
