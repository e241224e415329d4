using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Notion.Server.Problems;

/// <summary>Answers of RFC 9457: a status, a <c>code</c> for programs, and a sentence that says what to do.</summary>
internal static class Problem
{
    public static ProblemHttpResult Of(int status, string code, string detail) => TypedResults.Problem(Details(status, code, detail));

    /// <param name="field">The field as the request names it.</param>
    public static ProblemHttpResult Field(string field, string detail)
    {
        ProblemDetails details = Details(StatusCodes.Status400BadRequest, ProblemCode.InvalidField, detail);
        details.Extensions["field"] = field;
        return TypedResults.Problem(details);
    }

    /// <summary>Too much at once: says in <c>Retry-After</c> how long to wait.</summary>
    public static ProblemHttpResult TryLater(HttpContext context, TimeSpan wait, string detail)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, ProblemCode.TooManyAttempts, detail);
    }

    public static ProblemHttpResult NoSuchWorkspace() =>
        Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such workspace among yours. Look at GET /api/workspaces, or ask its owner to add you.");

    public static ProblemHttpResult NoSuchPage() =>
        Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such page in your workspaces. Look at GET /api/workspaces/{id}/pages.");

    public static ProblemHttpResult RoleTooLow(string detail) => Of(StatusCodes.Status403Forbidden, ProblemCode.RoleTooLow, detail);

    /// <param name="level">What it would take.</param>
    public static ProblemHttpResult AccessTooLow(string level) =>
        Of(StatusCodes.Status403Forbidden, ProblemCode.AccessTooLow, $"You may see this page, but this takes {level} access to it, outside the trash. Ask somebody with full access.");

    /// <summary>Answers with a problem, in the shape that the request's path has for failures.</summary>
    public static Task WriteAsync(HttpContext context, ProblemHttpResult problem) =>
        context.Features.Get<IProblemFormat>() is { } format ? format.WriteAsync(context, problem.ProblemDetails) : problem.ExecuteAsync(context);

    public static ProblemDetails Details(int status, string code, string detail) => new()
    {
        Status = status,
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        Detail = detail,
        Extensions = { ["code"] = code },
    };
}
