using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Notion.Server.Hosting;

/// <summary>Holds the bodies of this server's own endpoints to their limit; the rest of the application keeps its own.</summary>
internal sealed class RequestLimitMiddleware(RequestDelegate next, IOptions<NotionServerOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        return next(context);
    }
}
