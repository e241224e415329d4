using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Notion.Server.Tests.Running;

/// <summary>Requests with the headers of RFC 9110, 13.</summary>
internal static class Tagged
{
    public static async Task<(HttpStatusCode Status, string? Tag, JsonElement Body)> SendTaggedAsync(
        this Api api, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (api.Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", api.Token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, response.Headers.ETag?.ToString(), text.Length == 0 ? default : JsonElement.Parse(text));
    }
}
