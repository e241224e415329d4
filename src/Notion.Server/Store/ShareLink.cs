using Notion.Sync.Protocol;

namespace Notion.Server.Store;

/// <summary>A way into a page for whoever has its token. The token itself is never stored.</summary>
/// <param name="PasswordHash">As ASP.NET Core's password hasher writes it; null for none.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="SearchEngines">Whether search engines may show the page.</param>
internal sealed record ShareLink(
    Guid Id, Guid PageId, PageAccess Level, string? PasswordHash, DateTimeOffset? ExpiresAt, bool SearchEngines, Guid? CreatedBy, DateTimeOffset CreatedAt)
{
    public const int MaxPerPage = 100;
}
