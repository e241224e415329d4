using System.Globalization;
using Notion.Server.Accounts;

namespace Notion.Server.NotionApi;

/// <summary>What every endpoint of <c>/v1</c> begins with: the version, and whether the asker is not too quick.</summary>
internal sealed class ApiFilter(RequestPace pace) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        ApiVersions.Read(http.Request);
        Caller caller = http.Features.Get<Caller>()!;
        if (pace.Take(caller.Token?.Id ?? caller.UserId) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            throw new ApiException(StatusCodes.Status429TooManyRequests, ApiErrorCode.RateLimited, "This integration makes too many requests. Wait as long as the header Retry-After says, in seconds, and go on more slowly.");
        }
        return next(context);
    }
}
