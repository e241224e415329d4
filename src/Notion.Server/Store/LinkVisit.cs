namespace Notion.Server.Store;

/// <summary>Somebody has opened a link, and may go on without its password until the visit ends.</summary>
/// <param name="TokenHash">SHA-256 of the visitor's token.</param>
/// <param name="SearchEngines">Whether search engines may show what the visitor gets.</param>
internal sealed record LinkVisit(byte[] TokenHash, Guid LinkId, DateTimeOffset ExpiresAt, bool SearchEngines);
