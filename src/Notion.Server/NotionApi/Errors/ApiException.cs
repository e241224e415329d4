namespace Notion.Server.NotionApi;

/// <summary>Why a request under <c>/v1</c> is not done: what its answer says. Nothing was changed.</summary>
internal sealed class ApiException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static ApiException Invalid(string message) => new(StatusCodes.Status400BadRequest, ApiErrorCode.ValidationError, message);

    /// <summary>What is not there, or what the asker may not see: the same words for both.</summary>
    public static ApiException NotFound(string kind) =>
        new(StatusCodes.Status404NotFound, ApiErrorCode.ObjectNotFound, $"Could not find {kind} with this id. Check the id, and that the user of the token may see it.");

    public static ApiException Restricted(string message) => new(StatusCodes.Status403Forbidden, ApiErrorCode.RestrictedResource, message);

    public static ApiException Conflict(string message) => new(StatusCodes.Status409Conflict, ApiErrorCode.ConflictError, message);
}
