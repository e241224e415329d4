using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Databases;
using Notion.Server.Demo;
using Notion.Server.EntityTags;
using Notion.Server.ExternalSignIn;
using Notion.Server.Groups;
using Notion.Server.History;
using Notion.Server.Hosting;
using Notion.Server.Idempotency;
using Notion.Server.Invitations;
using Notion.Server.Json;
using Notion.Server.Nodes;
using Notion.Server.NotionApi;
using Notion.Server.OpenApi;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Rooms;
using Notion.Server.Search;
using Notion.Server.Sharing;
using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Store.Sqlite;
using Notion.Server.Sync;
using Notion.Server.Tokens;
using Notion.Server.Workspaces;

namespace Notion.Server;

/// <summary>Hosts the server in any ASP.NET Core application: its own process, or beside your own pages.</summary>
public static class NotionServer
{
    /// <summary>Adds what the server needs. Options come from the section <c>Notion</c> of the configuration, then from <paramref name="configure"/>.</summary>
    public static WebApplicationBuilder AddNotionServer(this WebApplicationBuilder builder, Action<NotionServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        AddOptions(services, builder.Configuration, configure);
        builder.Logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning);
        AddStore(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.AddSingleton<LocalNodeBus>();
        services.AddSingleton<PostgresNodeBus>();
        Choose<INodeBus, LocalNodeBus, PostgresNodeBus>(services);
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<ApiTokenService>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<SignInGuard>();
        services.AddSingleton<Providers>();
        services.AddSingleton<RoomServices>();
        services.AddSingleton<RoomDirectory>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<OriginCheck>();
        services.AddSingleton<PageGuard>();
        services.AddSingleton<LinkService>();
        services.AddSingleton<PageWriter>();
        services.AddSingleton<PageDeletion>();
        services.AddSingleton<PagePast>();
        services.AddSingleton<TrashSweeper>();
        services.AddSingleton<PageCreation>();
        services.AddSingleton<PageDigests>();
        services.AddSingleton<SyncEndpoint>();
        services.AddSingleton<DemoWorkspace>();
        services.AddHostedService<StartAndDrain>();
        services.AddHostedService<RoomClock>();
        services.AddHostedService<SessionWatch>();
        services.AddHostedService<AccessWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<TrashSweeper>());
        services.AddHostedService<SessionSweeper>();
        services.AddSingleton<SqlRowQueries>();
        services.AddSingleton<DatabaseQueries>();
        services.AddSingleton<RowRebuild>();
        services.AddSingleton<PageSearch>();
        services.AddSingleton<SearchIndexer>();
        services.AddHostedService(provider => provider.GetRequiredService<SearchIndexer>());
        services.AddNotionApi();
        AddAuthentication(services);
        services.AddApiDescription();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ServerJson.Default));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        return builder;
    }

    /// <summary>Maps <c>/api</c>, <c>/v1</c>, <c>/sync</c> and <c>/health</c>. Everything else stays the application's.</summary>
    public static WebApplication MapNotionServer(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        SyncEndpoint.Use(app);
        app.UseWhen(IsOurs, ours => ours.UseMiddleware<ProblemMiddleware>().UseMiddleware<RequestLimitMiddleware>());
        app.UseWhen(NotionApiRoutes.IsOne, api => api.UseMiddleware<ApiErrorMiddleware>());
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseWhen(IsOurs, ours => ours.UseMiddleware<IdempotencyMiddleware>().UseMiddleware<EntityTagMiddleware>());
        RouteGroupBuilder api = app.MapGroup("/api").RequireAuthorization(BearerHandler.SchemeName);
        api.MapAccounts();
        api.MapExternalSignIn();
        api.MapWorkspaces();
        api.MapMembers();
        api.MapGroups();
        api.MapInvitations();
        api.MapTokens();
        api.MapAudit();
        api.MapPages();
        api.MapPageTree();
        api.MapPermissions();
        api.MapLinks();
        api.MapHistory();
        api.MapSearch();
        app.MapNotionApi();
        app.MapHealth();
        app.MapApiDescription();
        return app;
    }

    private static bool IsOurs(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api") || NotionApiRoutes.IsOne(context) || context.Request.Path.StartsWithSegments("/health");

    private static void AddOptions(IServiceCollection services, ConfigurationManager configuration, Action<NotionServerOptions>? configure)
    {
        OptionsBuilder<NotionServerOptions> options = services.AddOptions<NotionServerOptions>().Bind(configuration.GetSection(NotionServerOptions.Section));
        if (configure is not null) options.Configure(configure);
        options.ValidateOnStart();
        services.AddSingleton<IValidateOptions<NotionServerOptions>, NotionServerOptionsValidator>();
        services.AddOptions<HostOptions>().Configure<IOptions<NotionServerOptions>>((host, notion) => host.ShutdownTimeout = notion.Value.DrainTime + TimeSpan.FromSeconds(0.5));
    }

    /// <summary>Without cookies, and so without the key ring that AddAuthentication would bring.</summary>
    private static void AddAuthentication(IServiceCollection services)
    {
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(BearerHandler.SchemeName, policy => policy.AddAuthenticationSchemes(BearerHandler.SchemeName).RequireAuthenticatedUser().AddRequirements(new ScopeRequirement()));
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
    }

    private static void AddStore(IServiceCollection services)
    {
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<PostgresDatabase>();
        services.AddSingleton(_ => new PostgresRetries(new Random()));
        Choose<ISqlDatabase, SqliteDatabase, PostgresDatabase>(services);
        Choose<IStoreHealth, SqliteDatabase, PostgresDatabase>(services);
        Choose<IStoreOpening, SqliteDatabase, PostgresDatabase>(services);
        services.AddSingleton<IAccountStore, SqlAccountStore>();
        services.AddSingleton<ISessionStore, SqlSessionStore>();
        services.AddSingleton<IExternalLoginStore, SqlExternalLoginStore>();
        services.AddSingleton<IInvitationStore, SqlInvitationStore>();
        services.AddSingleton<IIdempotencyStore, SqlIdempotencyStore>();
        services.AddSingleton<IApiTokenStore, SqlApiTokenStore>();
        services.AddSingleton<IWorkspaceStore, SqlWorkspaceStore>();
        services.AddSingleton<IPageStore, SqlPageStore>();
        services.AddSingleton<IPermissionStore, SqlPermissionStore>();
        services.AddSingleton<IPageTree, SqlPageTree>();
        services.AddSingleton<IPageNumbers, SqlPageNumbers>();
        services.AddSingleton<ICommentStore, SqlCommentStore>();
        services.AddSingleton<IGroupStore, SqlGroupStore>();
        services.AddSingleton<ILinkStore, SqlLinkStore>();
        services.AddSingleton<SqlitePageLog>();
        services.AddSingleton<PostgresPageLog>();
        Choose<IPageLog, SqlitePageLog, PostgresPageLog>(services);
        services.AddSingleton<LogTruncation>();
        services.AddHostedService(provider => provider.GetRequiredService<LogTruncation>());
        services.AddSingleton<SqliteSearchIndex>();
        services.AddSingleton<PostgresSearchIndex>();
        Choose<ISearchIndex, SqliteSearchIndex, PostgresSearchIndex>(services);
        services.AddSingleton<IAuditLog, SqlAuditLog>();
    }

    /// <summary>What an engine does in its own way, by which of them is configured.</summary>
    private static void Choose<TService, TSqlite, TPostgres>(IServiceCollection services)
        where TService : class
        where TSqlite : class, TService
        where TPostgres : class, TService =>
        services.AddSingleton<TService>(provider => provider.GetRequiredService<IOptions<NotionServerOptions>>().Value.Postgres is null
            ? provider.GetRequiredService<TSqlite>()
            : provider.GetRequiredService<TPostgres>());
}
