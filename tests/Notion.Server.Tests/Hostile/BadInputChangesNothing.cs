using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>Every mapped endpoint, asked by somebody who may, with what cannot be read: a failure with the right status in the documented form, and nothing done.</summary>
public sealed class BadInputChangesNothing
{
    private const int Deep = 2_000;

    private static readonly string[] NotJson = ["", " ", "{", "}", "null", "[]", "[{}]", "\"text\"", "1", "true", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "\u0000", "{} {}", "// {}"];

    private static readonly string[] Hostile = ["x", "-1", "0", "99999999999999999999", "1e309", "%00", "%F0%28%8C%28", "%ED%A0%80", "[]", "null", "..%2F..%2F", "%27%20OR%201=1--", "<script>"];

    [Fact]
    public async Task BodiesThatCannotBeRead()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        string before = await StoredRows.ReadAsync(server);
        var wrong = new List<string>();
        int tried = 0;
        foreach (MappedEndpoint endpoint in MappedEndpoint.All(server).Where(endpoint => endpoint.Body is not null && !endpoint.Row.OnlyRefused))
        {
            foreach (string body in NotJson.Concat(WrongTypes(endpoint.Body!)).Concat(TooDeep(endpoint.Body!)))
            {
                tried++;
                await ExpectAsync(team, endpoint, endpoint.Path(team.Workspace, team.Page), Json(Encoding.UTF8.GetBytes(body)), [HttpStatusCode.BadRequest], body, wrong);
            }
            string path = endpoint.Path(team.Workspace, team.Page);
            foreach (string text in Texts(endpoint.Body!))
                await ExpectAsync(team, endpoint, path, Json([.. Encoding.UTF8.GetBytes($"{{\"{text}\":\""), 0xC3, 0x28, 0xFF, .. "\"}"u8]), [HttpStatusCode.BadRequest], "no UTF-8", wrong);
            await ExpectAsync(team, endpoint, path, Json(Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('x', 70_000)}\"}}")), [HttpStatusCode.RequestEntityTooLarge], "a large body", wrong);
            await ExpectAsync(team, endpoint, path, new StringContent("a=1", Encoding.UTF8, "application/x-www-form-urlencoded"), [HttpStatusCode.UnsupportedMediaType], "a form", wrong);
            await ExpectAsync(team, endpoint, path, new StringContent("<a/>", Encoding.UTF8, "text/html"), [HttpStatusCode.UnsupportedMediaType], "a page", wrong);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(tried > 500, $"Only {tried} bodies were tried.");
        Assert.Equal(before, await StoredRows.ReadAsync(server));
    }

    [Fact]
    public async Task PathsAndQueriesThatCannotBeRead()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        string before = await StoredRows.ReadAsync(server);
        var wrong = new List<string>();
        foreach (MappedEndpoint endpoint in MappedEndpoint.All(server).Where(endpoint => !endpoint.Row.OnlyRefused))
        {
            string path = endpoint.Path(team.Workspace, team.Page);
            string plain = path.Split('?')[0];
            foreach (string hostile in Hostile)
            {
                foreach (string name in endpoint.Query.Where(_ => endpoint.Method == HttpMethod.Get))
                    await ExpectAsync(team, endpoint, $"{plain}?{(name == "q" ? "" : "q=x&")}{name}={hostile}", null, null, $"{name}={hostile}", wrong);
                foreach (Guid id in (Guid[])[team.Workspace, team.Page])
                    if (plain.Contains($"{id}", StringComparison.Ordinal))
                        await ExpectAsync(team, endpoint, plain.Replace($"{id}", hostile, StringComparison.Ordinal), endpoint.Body is null ? null : Json("{}"u8.ToArray()), [HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed], hostile, wrong);
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await StoredRows.ReadAsync(server));
    }

    /// <summary>Each property of the request with values of kinds that it is not.</summary>
    private static IEnumerable<string> WrongTypes(Type body)
    {
        foreach (PropertyInfo property in body.GetProperties().Where(property => property.CanRead && property.GetIndexParameters().Length == 0))
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            string[] values = type == typeof(string) ? ["1", "true", "{}", "[]", "\"\\ud800\""]
                : type == typeof(bool) ? ["\"yes\"", "1", "{}", "[]"]
                : type == typeof(Guid) ? ["1", "\"\"", "\"no-uuid\"", "{}", "[]", "true"]
                : type == typeof(DateTimeOffset) ? ["1", "\"\"", "\"tomorrow\"", "\"2026-13-01T00:00:00Z\"", "{}"]
                : type.IsPrimitive ? ["\"x\"", "{}", "[]", "1e400"]
                : typeof(System.Collections.IEnumerable).IsAssignableFrom(type) && type != typeof(JsonElement) ? ["\"x\"", "1", "{\"a\":1}", "[[]]"]
                : [];
            foreach (string value in values) yield return $"{{\"{name}\":{value}}}";
        }
    }

    private static IEnumerable<string> Texts(Type body) =>
        body.GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    private static IEnumerable<string> TooDeep(Type body)
    {
        yield return string.Concat(Enumerable.Repeat("[", Deep)) + string.Concat(Enumerable.Repeat("]", Deep));
        if (body.GetProperties() is not [var first, ..]) yield break;
        string name = JsonNamingPolicy.CamelCase.ConvertName(first.Name);
        yield return string.Concat(Enumerable.Repeat($"{{\"{name}\":", Deep)) + "1" + new string('}', Deep);
        yield return $"{{\"unknown\":{new string('[', Deep)}{new string(']', Deep)}}}";
    }

    private static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <param name="expected">The statuses that are right; null for any but a failure of the server.</param>
    private static async Task ExpectAsync(Team team, MappedEndpoint endpoint, string path, HttpContent? content, HttpStatusCode[]? expected, string what, List<string> wrong)
    {
        using var http = new HttpClient { BaseAddress = team.Api.Address };
        using var request = new HttpRequestMessage(endpoint.Method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Api.Token);
        using HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        string where = $"{endpoint.Name} with {(what.Length > 60 ? what[..60] : what)}: {(int)response.StatusCode} {(text.Length > 300 ? text[..300] : text)}";
        if ((int)response.StatusCode >= 500 || (expected is not null && !expected.Contains(response.StatusCode))) wrong.Add(where);
        else if ((int)response.StatusCode >= 400 && !IsFailureInForm(endpoint, response, text)) wrong.Add($"Not in the documented form: {where}");
    }

    private static bool IsFailureInForm(MappedEndpoint endpoint, HttpResponseMessage response, string text)
    {
        if (!endpoint.IsOwnApi) return true;
        if (text.Length == 0 && response.RequestMessage!.RequestUri!.AbsolutePath.Contains("%00", StringComparison.Ordinal)) return true;     // the web server itself takes no such address
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return false;
        JsonElement problem = JsonElement.Parse(text);
        return problem.GetProperty("status").GetInt32() == (int)response.StatusCode && problem.GetProperty("code").GetString() is { Length: > 0 } && problem.GetProperty("detail").GetString()!.EndsWith('.');
    }
}
