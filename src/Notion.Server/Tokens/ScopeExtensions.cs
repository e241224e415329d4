namespace Notion.Server.Tokens;

/// <summary>Opens endpoints to integrations.</summary>
internal static class ScopeExtensions
{
    /// <summary>
    /// Integrations with this scope may call the endpoint; signed-in users may anyway. A token is good in one workspace only, so the route names the
    /// workspace it is about as <c>workspaceId</c>, or the page as <c>pageId</c>, about which the endpoint asks the guard for the <see cref="Permissions.Asker"/>.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, TokenScopes scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));
}
