namespace Notion.Server.EntityTags;

/// <summary>Puts the <c>ETag</c> on the answers of reads, and of the other endpoints that want it, and answers a read with 304 when the asker has it already.</summary>
internal sealed class EntityTagMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || (endpoint.Metadata.GetMetadata<Tagged>() is null && !HttpMethods.IsGet(context.Request.Method)))
        {
            await next(context);
            return;
        }

        HttpResponse response = context.Response;
        Stream client = response.Body;
        using var answer = new MemoryStream();
        response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = client;
        }

        if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status201Created)
        {
            string tag = EntityTag.Of(answer.GetBuffer().AsSpan(0, (int)answer.Length));
            response.Headers.ETag = tag;
            response.Headers.CacheControl = "private, no-cache";
            if (HttpMethods.IsGet(context.Request.Method) && EntityTag.Matches(context.Request.Headers.IfNoneMatch, tag, true))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                response.ContentLength = null;
                return;
            }
        }
        answer.Position = 0;
        await answer.CopyToAsync(client, context.RequestAborted);
    }
}
