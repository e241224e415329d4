using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>An endpoint as it is mapped, with its row of <see cref="EndpointTable"/>: whatever is added to the one and the other is tried as well.</summary>
/// <param name="Name">Method and pattern.</param>
/// <param name="Body">The type of the body that it reads; null for none.</param>
/// <param name="Query">The parameters that it takes from the query.</param>
/// <param name="Ids">How many ids the request names: in the path, the query and the body.</param>
internal sealed record MappedEndpoint(string Name, EndpointRow Row, Type? Body, IReadOnlyList<string> Query, int Ids)
{
    public HttpMethod Method => new(Name[..Name.IndexOf(' ', StringComparison.Ordinal)]);

    /// <summary>The interface of this server's own; others have their own form of failures.</summary>
    public bool IsOwnApi => Name.Contains(" /api/", StringComparison.Ordinal);

    public static IReadOnlyList<MappedEndpoint> All(TestServer server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => Describe(endpoint, $"{method} {endpoint.RoutePattern.RawText}"))),
    ];

    /// <summary>The request's path as its row has it, as far as it goes without a query.</summary>
    public string Path(Guid workspace, Guid page) => Row.Path(Row.Need is EndpointRow.Needs.Role ? workspace : page);

    private static MappedEndpoint Describe(RouteEndpoint endpoint, string name)
    {
        Type? body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        HashSet<string> inPath = [.. endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name)];
        ParameterInfo[] query = [.. (endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? []).Where(parameter => !inPath.Contains(parameter.Name!) && IsPlain(parameter.ParameterType))];
        int ids = endpoint.RoutePattern.Parameters.Count(IsId) + query.Count(parameter => IsId(parameter.ParameterType)) + (body?.GetProperties().Count(property => IsId(property.PropertyType)) ?? 0);
        return new MappedEndpoint(name, EndpointTable.Rows[name], body, [.. query.Select(parameter => parameter.Name!)], ids);
    }

    private static bool IsId(RoutePatternParameterPart parameter) => parameter.ParameterPolicies.Any(policy => policy.Content == "guid");

    private static bool IsId(Type type) => type == typeof(Guid) || type == typeof(Guid?);

    private static bool IsPlain(Type type) => type == typeof(string) || (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } || IsId(type);
}
