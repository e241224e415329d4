using Notion.Server.Logging;
using Notion.Server.Store;

namespace Notion.Server.Problems;

/// <summary>Gives every failure of this server's endpoints the same shape: those that the framework reports with a bare status, and those that are thrown.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, exception.StatusCode);
            return;
        }
        catch (StoreException exception) when (!context.Response.HasStarted)
        {
            ServerLog.RequestFailed(logger, context.Request.Method, context.Request.Path, exception);
            context.Response.Headers.RetryAfter = "1";
            await Problem.WriteAsync(context, Problem.Of(StatusCodes.Status503ServiceUnavailable, ProblemCode.StoreUnavailable, "The data cannot be reached right now; nothing was changed. Try again in a moment."));
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            ServerLog.RequestFailed(logger, context.Request.Method, context.Request.Path, exception);
            await WriteAsync(context, StatusCodes.Status500InternalServerError);
            return;
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
            await WriteAsync(context, context.Response.StatusCode);
    }

    private static Task WriteAsync(HttpContext context, int status)
    {
        (string code, string detail) = status switch
        {
            StatusCodes.Status400BadRequest => (ProblemCode.MalformedRequest, "The request cannot be read. Send the JSON object that the documentation shows, as application/json, and UUIDs where ids are asked for."),
            StatusCodes.Status401Unauthorized => (ProblemCode.Unauthorized, "Send 'Authorization: Bearer <token>' with a token from POST /api/accounts/sign-in."),
            StatusCodes.Status404NotFound => (ProblemCode.NotFound, "There is nothing at this address. Check the path; ids are UUIDs."),
            StatusCodes.Status405MethodNotAllowed => (ProblemCode.MethodNotAllowed, "This address does not take this method. The Allow header says which it takes."),
            StatusCodes.Status413PayloadTooLarge => (ProblemCode.RequestTooLarge, "The body is larger than this server takes. Send less at once; content goes through /sync."),
            StatusCodes.Status415UnsupportedMediaType => (ProblemCode.UnsupportedMediaType, "Send the body as Content-Type: application/json."),
            >= 500 => (ProblemCode.InternalError, "Something went wrong here, and was logged. Try again; if it stays, tell the operator the time of this answer."),
            _ => (ProblemCode.MalformedRequest, "The request was refused as it stands. Compare it with the documentation."),
        };
        return Problem.WriteAsync(context, Problem.Of(status, code, detail));
    }
}
