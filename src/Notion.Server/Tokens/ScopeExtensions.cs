namespace Notion.Server.Tokens;

/// <summary>Opens endpoints to integrations.</summary>
internal static class ScopeExtensions
{
    /// <summary>
    /// Integrations with this scope may call the endpoint; signed-in users may anyway. The route must name the workspace or page it is about, as <c>workspaceId</c> or <c>pageId</c>,
    /// since a token is good in one workspace only.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, TokenScopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));
}
