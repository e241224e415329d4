using Notion.Server.Problems;

namespace Notion.Server.NotionApi;

/// <summary>Gives every failure under <c>/v1</c> the body that Notion's API has for them, and every answer an id.</summary>
internal sealed class ApiErrorMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var id = new ApiRequestId(Guid.CreateVersion7());
        context.Features.Set(id);
        context.Features.Set<IProblemFormat>(ApiErrorFormat.Instance);
        context.Response.Headers["X-Notion-Request-Id"] = id.Value.ToString();
        try
        {
            await next(context);
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            await ApiErrorFormat.WriteAsync(context, exception);
        }
    }
}
