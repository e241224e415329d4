namespace Notion.Server.NotionApi;

/// <summary>What names a request in its answer; a feature of the request.</summary>
internal sealed record ApiRequestId(Guid Value);
