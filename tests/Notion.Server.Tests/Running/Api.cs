using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Notion.Server.Tests.Running;

/// <summary>The REST interface as any client sees it: plain JSON over HTTP.</summary>
internal sealed class Api(Uri address, string? token = null) : IDisposable
{
    public const string Password = "correct horse battery";

    private static int _users;

    private readonly HttpClient _http = new() { BaseAddress = address };

    public Uri Address => _http.BaseAddress!;

    public string? Token => token;

    public Guid UserId { get; private init; }

    public string? Email { get; private init; }

    /// <summary>The integration's token, where this is one.</summary>
    public Guid TokenId { get; private init; }

    /// <summary>A new user, signed in.</summary>
    public static async Task<Api> SignUpAsync(Uri address, string? email = null)
    {
        using var anonymous = new Api(address);
        email ??= $"user{Interlocked.Increment(ref _users)}-{Guid.NewGuid():N}@example.com";
        (HttpStatusCode status, JsonElement answer) = await anonymous.PostAsync("/api/accounts/sign-up", new { email, name = "Somebody", password = Password });
        Assert.Equal(HttpStatusCode.Created, status);
        return new Api(address, answer.GetProperty("token").GetString()) { UserId = answer.GetProperty("user").GetProperty("id").GetGuid(), Email = email };
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object? body = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) });

    public Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<(HttpStatusCode Status, JsonElement Body)> PatchAsync(string path, object? body = null) => SendAsync(HttpMethod.Patch, path, body);

    public Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) });

    /// <summary>Does what must succeed.</summary>
    public async Task<JsonElement> DoAsync(HttpMethod method, string path, object? body = null)
    {
        (HttpStatusCode status, JsonElement answer) = await SendAsync(method, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{method} {path}: {status} {answer}");
        return answer;
    }

    /// <summary>The same user with one more session.</summary>
    public async Task<Api> SignInAgainAsync(string email, string password = Password)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/api/accounts/sign-in", new { email, password });
        Assert.Equal(HttpStatusCode.OK, status);
        return new Api(address, answer.GetProperty("token").GetString()) { UserId = UserId };
    }

    /// <summary>Invites somebody into the workspace, and has them accept.</summary>
    public async Task AdmitAsync(Guid workspace, Api person, string role = "member")
    {
        JsonElement invitation = await DoAsync(HttpMethod.Post, $"/api/workspaces/{workspace}/invitations", new { email = $"{person.UserId}@example.com", role });
        await person.DoAsync(HttpMethod.Post, "/api/invitations/accept", new { token = invitation.GetProperty("token").GetString() });
    }

    /// <summary>An integration of this user.</summary>
    public async Task<Api> MakeTokenAsync(Guid workspace, params string[] scopes)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync($"/api/workspaces/{workspace}/tokens", new { name = "Integration", scopes });
        Assert.Equal(HttpStatusCode.Created, status);
        return new Api(address, answer.GetProperty("token").GetString()) { UserId = UserId, TokenId = answer.GetProperty("id").GetGuid() };
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> PostTextAsync(string path, string text, string mediaType = "application/json") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(text, Encoding.UTF8, mediaType) });

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        request.Dispose();
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    public async Task<Guid> CreateWorkspaceAsync(string name = "Workspace")
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync("/api/workspaces", new { name });
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("id").GetGuid();
    }

    public async Task<Guid> CreatePageAsync(Guid workspaceId, Guid? id = null, string? title = null, Guid? parentId = null)
    {
        (HttpStatusCode status, JsonElement answer) = await PostAsync($"/api/workspaces/{workspaceId}/pages", new { id, title, parentId });
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("id").GetGuid();
    }

    /// <summary>Checks that the answer is a problem as documented: its status, its code, and a sentence.</summary>
    public static void AssertProblem(HttpStatusCode status, string code, (HttpStatusCode Status, JsonElement Body) answer)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, answer.Body.GetProperty("code").GetString());
        Assert.Equal((int)status, answer.Body.GetProperty("status").GetInt32());
        Assert.EndsWith(".", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _http.Dispose();
}
