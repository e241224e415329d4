using Notion.Server.Permissions;
using Notion.Server.Tokens;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/search</c>: by titles.</summary>
internal static class ApiSearchEndpoints
{
    private const int MaxQuery = 500;

    private static readonly string[] Objects = ["page", "database", "data_source"];
    private static readonly string[] Directions = ["ascending", "descending"];

    public static void MapApiSearch(this IEndpointRouteBuilder api) => api.MapPost("/search", FindAsync).RequireScope(TokenScopes.ReadContent);

    private static async Task<IResult> FindAsync(ApiRequest request, ApiSearch search, PageReader pages)
    {
        BodyNode body = await request.ReadBodyAsync();
        string query = body.FindValue("query")?.Text(MaxQuery) ?? string.Empty;
        string? wanted = body.FindValue("filter") is { } filter ? ReadFilter(filter) : null;
        bool? oldestFirst = body.FindValue("sort") is { } sort ? ReadSort(sort) : null;
        Paging paging = Paging.Of(body);
        (IReadOnlyList<VisiblePage> found, string? next) = await search.FindAsync(query, wanted is null ? null : wanted != "page", oldestFirst, paging, request);
        IReadOnlyList<ShownPage> shown = await pages.ReadAsync(found, request.Asker, request.Cancellation);
        return ApiOutput.List(request.Version == ApiVersion.V20220628 ? "page_or_database" : "page_or_data_source", next, writer =>
        {
            foreach (ShownPage page in shown) DatabaseOutput.WriteAny(writer, page, request);
        });
    }

    private static string? ReadFilter(BodyNode filter)
    {
        if (filter.FindValue("in_trash")?.Flag() == true) throw filter.Get("in_trash").Should("be false: what is in the trash is not searched here");
        if (filter.Find("property") is not { } property) return filter.Find("in_trash") is null ? throw filter.Should("have property") : null;
        property.OneOf(["object"]);
        return filter.Get("value").OneOf(Objects);
    }

    /// <summary>Null for the best first.</summary>
    private static bool? ReadSort(BodyNode sort)
    {
        if (sort.FindValue("property") is { } property)
        {
            property.OneOf(["relevance"]);
            return null;
        }
        sort.Get("timestamp").OneOf(["last_edited_time"]);
        return sort.Get("direction").OneOf(Directions) == "ascending";
    }
}
