namespace Notion.Server.NotionApi;

/// <summary>The names of the versions.</summary>
internal static class ApiVersions
{
    public const string Header = "Notion-Version";

    private const string Known = "2022-06-28, 2025-09-03 or 2026-03-11";

    /// <exception cref="ApiException">The header is missing, or names a version that there is not.</exception>
    public static ApiVersion Read(HttpRequest request) => request.Headers[Header].ToString() switch
    {
        "2022-06-28" => ApiVersion.V20220628,
        "2025-09-03" => ApiVersion.V20250903,
        "2026-03-11" => ApiVersion.V20260311,
        "" => throw new ApiException(StatusCodes.Status400BadRequest, ApiErrorCode.MissingVersion, $"Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`. Send {Known}."),
        _ => throw ApiException.Invalid($"Notion-Version header failed validation: Notion-Version header should be {Known}."),
    };
}
