using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Notion.Server.Accounts;
using Notion.Server.Permissions;

namespace Notion.Server.NotionApi;

/// <summary>A request under <c>/v1</c>: who asks, in which version, and what. Endpoints take it as a parameter.</summary>
internal sealed class ApiRequest(HttpContext context, Caller caller)
{
    /// <summary>The largest body, in bytes: Notion's limit.</summary>
    public const int MaxBytes = 500 << 10;

    /// <summary>JSON that is nested deeper is no block of anybody's.</summary>
    private const int MaxDepth = 64;

    public Caller Caller => caller;

    public Asker Asker => caller.Asker;

    public Guid UserId => caller.UserId;

    public ApiVersion Version { get; } = VersionOf(context.Request);

    public CancellationToken Cancellation => context.RequestAborted;

    /// <summary>Where this server is, as the asker knows it: for addresses of pages.</summary>
    public string Site => $"{context.Request.Scheme}://{context.Request.Host}";

    public static ValueTask<ApiRequest?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>() is { } caller ? new ApiRequest(context, caller) : null);

    /// <summary>The id of the path; with dashes or without.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public Guid Id(string parameter) => BodyNode.TryParseId(context.Request.RouteValues[parameter] as string, out Guid id)
        ? id
        : throw ApiException.Invalid($"path failed validation: path.{parameter} should be a valid uuid, instead was `\"{context.Request.RouteValues[parameter]}\"`.");

    /// <summary>The JSON object of the body; an empty one where there is no body.</summary>
    /// <exception cref="ApiException">It is none.</exception>
    public async Task<BodyNode> ReadBodyAsync()
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, Cancellation);
        if (body.Length == 0) return BodyNode.Root(JsonElement.Parse("{}"));
        try
        {
            var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), new JsonDocumentOptions { MaxDepth = MaxDepth });
            using (document) return BodyNode.Root(document.RootElement.Clone()).Object();
        }
        catch (JsonException)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, ApiErrorCode.InvalidJson, "Error parsing JSON body.");
        }
    }

    /// <summary>Which part of a list the query asks for.</summary>
    /// <exception cref="ApiException">The size is out of range.</exception>
    public Paging ReadPaging()
    {
        string size = context.Request.Query["page_size"].ToString(), cursor = context.Request.Query["start_cursor"].ToString();
        int wanted = Paging.MaxSize;
        if (size.Length > 0 && !(int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out wanted) && wanted is >= 1 and <= Paging.MaxSize))
            throw ApiException.Invalid($"query failed validation: query.page_size should be a number from 1 to {Paging.MaxSize}, instead was `\"{size}\"`.");
        return new Paging(cursor.Length == 0 ? null : cursor, wanted);
    }

    /// <summary>A parameter of the query; empty where it is not there.</summary>
    public string Query(string name) => context.Request.Query[name].ToString();

    private static ApiVersion VersionOf(HttpRequest request)
    {
        try
        {
            return ApiVersions.Read(request);
        }
        catch (ApiException)
        {
            return default;     // the filter refuses the request
        }
    }
}
