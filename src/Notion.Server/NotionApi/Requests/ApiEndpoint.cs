namespace Notion.Server.NotionApi;

/// <summary>On an endpoint: it is one of <c>/v1</c>.</summary>
internal sealed record ApiEndpoint;
