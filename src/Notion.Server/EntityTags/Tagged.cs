namespace Notion.Server.EntityTags;

/// <summary>On an endpoint: its answers have an <c>ETag</c>.</summary>
internal sealed record Tagged;
