using Microsoft.Net.Http.Headers;

namespace Notion.Server.Hosting;

/// <summary>
/// What every answer of this server's endpoints says to browsers and to what lies between: it is data and never a page, whatever people wrote into it, and it is nobody's to keep
/// (a read with an <c>ETag</c> may be kept and asked for again).
/// </summary>
internal sealed class AnswerHeadersMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        return next(context);
    }
}
