using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Notion.Server.NotionApi;

namespace Notion.Server.Hosting;

/// <summary>Holds the bodies of this server's own endpoints to their limit; the rest of the application keeps its own. Under <c>/v1</c> it is that of Notion's API, if that is more.</summary>
internal sealed class RequestLimitMiddleware(RequestDelegate next, IOptions<NotionServerOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        long most = context.Request.Path.StartsWithSegments(NotionApiRoutes.Prefix) ? Math.Max(options.Value.MaxRequestBytes, ApiRequest.MaxBytes) : options.Value.MaxRequestBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        return next(context);
    }
}
