using Notion.Server.Accounts;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1</c>: pages, blocks and people as Notion's public API has them, so that its SDK and what is built on it work against this server. docs/notion-api.md says what differs.</summary>
internal static class NotionApiRoutes
{
    public const string Prefix = "/v1";

    public static bool IsOne(HttpContext context) => context.Request.Path.StartsWithSegments(Prefix);

    public static void AddNotionApi(this IServiceCollection services)
    {
        services.AddSingleton<RequestPace>();
        services.AddSingleton<PageEdits>();
        services.AddSingleton<BlockFinder>();
        services.AddSingleton<BlockChildren>();
        services.AddSingleton<ReferenceFinder>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<PagePlaces>();
        services.AddSingleton<PageDrafts>();
        services.AddSingleton<NewPages>();
        services.AddSingleton<PageTrash>();
        services.AddSingleton<ApiSearch>();
        services.AddSingleton<ApiUsers>();
    }

    public static void MapNotionApi(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder api = app.MapGroup(Prefix)
            .RequireAuthorization(BearerHandler.SchemeName)
            .WithMetadata(new ApiEndpoint())
            .AddEndpointFilter<RouteGroupBuilder, ApiFilter>()
            .ExcludeFromDescription();
        api.MapUsers();
        api.MapApiPages();
        api.MapBlocks();
        api.MapApiDatabases();
        api.MapComments();
        api.MapApiSearch();
    }
}
