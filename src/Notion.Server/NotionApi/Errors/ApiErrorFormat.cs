using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Notion.Server.Problems;

namespace Notion.Server.NotionApi;

/// <summary>Writes failures as Notion's API does: those that this server reports as problems, too.</summary>
internal sealed class ApiErrorFormat : IProblemFormat
{
    public static ApiErrorFormat Instance { get; } = new();

    public Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        (int status, string code) = Translate(context, problem);
        return WriteAsync(context, status, code, problem.Detail ?? string.Empty);
    }

    public static Task WriteAsync(HttpContext context, ApiException exception) => WriteAsync(context, exception.Status, exception.Code, exception.Message);

    private static async Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("object", "error");
            writer.WriteNumber("status", status);
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteString("request_id", context.Features.Get<ApiRequestId>()?.Value ?? Guid.Empty);
            writer.WriteEndObject();
        }
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }

    private static (int Status, string Code) Translate(HttpContext context, ProblemDetails problem) => (problem.Extensions.TryGetValue("code", out object? code) ? code as string : null) switch
    {
        ProblemCode.NotFound or ProblemCode.MethodNotAllowed when context.GetEndpoint()?.Metadata.GetMetadata<ApiEndpoint>() is null => (StatusCodes.Status400BadRequest, ApiErrorCode.InvalidRequestUrl),
        ProblemCode.NotFound => (StatusCodes.Status404NotFound, ApiErrorCode.ObjectNotFound),
        ProblemCode.Unauthorized => (StatusCodes.Status401Unauthorized, ApiErrorCode.Unauthorized),
        ProblemCode.SessionRequired or ProblemCode.ScopeMissing or ProblemCode.AccessTooLow or ProblemCode.RoleTooLow => (StatusCodes.Status403Forbidden, ApiErrorCode.RestrictedResource),
        ProblemCode.TooManyAttempts => (StatusCodes.Status429TooManyRequests, ApiErrorCode.RateLimited),
        ProblemCode.StoreUnavailable or ProblemCode.ShuttingDown => (StatusCodes.Status503ServiceUnavailable, ApiErrorCode.ServiceUnavailable),
        ProblemCode.InternalError => (StatusCodes.Status500InternalServerError, ApiErrorCode.InternalServerError),
        _ when problem.Status == StatusCodes.Status409Conflict => (StatusCodes.Status409Conflict, ApiErrorCode.ConflictError),
        ProblemCode.RequestTooLarge or ProblemCode.InvalidField => (StatusCodes.Status400BadRequest, ApiErrorCode.ValidationError),
        _ => (StatusCodes.Status400BadRequest, ApiErrorCode.InvalidRequest),
    };
}
