namespace Notion.Server.NotionApi;

/// <summary>The <c>code</c> of an error under <c>/v1</c>, as Notion's API has them.</summary>
internal static class ApiErrorCode
{
    public const string InvalidJson = "invalid_json";
    public const string InvalidRequestUrl = "invalid_request_url";
    public const string InvalidRequest = "invalid_request";
    public const string ValidationError = "validation_error";
    public const string MissingVersion = "missing_version";
    public const string Unauthorized = "unauthorized";
    public const string RestrictedResource = "restricted_resource";
    public const string ObjectNotFound = "object_not_found";
    public const string ConflictError = "conflict_error";
    public const string RateLimited = "rate_limited";
    public const string InternalServerError = "internal_server_error";
    public const string ServiceUnavailable = "service_unavailable";
}
