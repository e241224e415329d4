namespace Notion.Server.Store;

/// <summary>What was answered to a request, to be answered again.</summary>
internal sealed record StoredAnswer(int Status, string? Location, string? EntityTag, byte[] Body);
