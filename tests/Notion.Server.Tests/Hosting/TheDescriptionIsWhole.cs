using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hosting;

public sealed class TheDescriptionIsWhole(SharedServer server)
{
    [Fact]
    public async Task EveryEndpointOfTheApiStandsInIt()
    {
        using var anonymous = new Api(server.Address);
        (HttpStatusCode status, JsonElement document) = await anonymous.GetAsync("/openapi/notion.json");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement paths = document.GetProperty("paths");
        int count = 0;
        foreach (RouteEndpoint endpoint in server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) != true) continue;
            string path = endpoint.RoutePattern.RawText.Replace(":guid", string.Empty, StringComparison.Ordinal);
            path = path.Length > 1 ? path.TrimEnd('/') : path;
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                Assert.True(paths.TryGetProperty(path, out JsonElement item) && item.TryGetProperty(method.ToLowerInvariant(), out _), $"{method} {path}");
                count++;
            }
        }
        Assert.True(count > 20);
        Assert.All(paths.EnumerateObject(), path => Assert.StartsWith("/api/", path.Name, StringComparison.Ordinal));
        Assert.True(paths.GetProperty("/api/pages/{pageId}").GetProperty("get").TryGetProperty("security", out _));
        Assert.False(paths.GetProperty("/api/accounts/sign-in").GetProperty("post").TryGetProperty("security", out _));
    }
}
