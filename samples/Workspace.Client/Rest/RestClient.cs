using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Notion.Workspace.Client.Accounts;

namespace Notion.Workspace.Client.Rest;

/// <summary>The server's REST interface: accounts, workspaces, lists of pages. What is on a page goes through the sync protocol instead.</summary>
internal sealed class RestClient(HttpClient http)
{
    private static readonly RestJson Json = RestJson.Default;

    /// <summary>Null when the host offers no demo.</summary>
    public async Task<SignInRequest?> FindDemoAsync() => await SendAsync(HttpMethod.Get, "/demo", null, Json.SignInRequest);

    public async Task<SignedInAnswer> SignInAsync(SignInRequest request) =>
        (await SendAsync(HttpMethod.Post, "/api/accounts/sign-in", null, Json.SignedInAnswer, JsonContent.Create(request, Json.SignInRequest)))!;

    public async Task<SignedInAnswer> SignUpAsync(SignUpRequest request) =>
        (await SendAsync(HttpMethod.Post, "/api/accounts/sign-up", null, Json.SignedInAnswer, JsonContent.Create(request, Json.SignUpRequest)))!;

    public async Task<IReadOnlyList<WorkspaceAnswer>> ListWorkspacesAsync(Session session) =>
        (await SendAsync(HttpMethod.Get, "/api/workspaces", session, Json.WorkspaceList))!.Items;

    public async Task<WorkspaceAnswer> CreateWorkspaceAsync(Session session, string name) =>
        (await SendAsync(HttpMethod.Post, "/api/workspaces", session, Json.WorkspaceAnswer, JsonContent.Create(new CreateWorkspaceRequest(name), Json.CreateWorkspaceRequest)))!;

    public async Task<IReadOnlyList<PageAnswer>> ListPagesAsync(Session session, Guid workspace)
    {
        var pages = new List<PageAnswer>();
        Guid? after = null;
        do
        {
            string query = after is { } last ? $"?after={last}" : string.Empty;
            PageList answer = (await SendAsync(HttpMethod.Get, $"/api/workspaces/{workspace}/pages{query}", session, Json.PageList))!;
            pages.AddRange(answer.Items);
            after = answer.Next;
        }
        while (after is not null);
        return pages;
    }

    /// <param name="id">Chosen here, so that asking again after a lost answer makes no second page.</param>
    public async Task<PageAnswer> CreatePageAsync(Session session, Guid workspace, Guid id) =>
        (await SendAsync(HttpMethod.Post, $"/api/workspaces/{workspace}/pages", session, Json.PageAnswer, JsonContent.Create(new CreatePageRequest(id, null), Json.CreatePageRequest)))!;

    private async Task<T?> SendAsync<T>(HttpMethod method, string path, Session? session, JsonTypeInfo<T> type, HttpContent? content = null)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (session is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request);
            if (response.StatusCode == System.Net.HttpStatusCode.NoContent) return null;
            if (response.IsSuccessStatusCode) return await response.Content.ReadFromJsonAsync(type);
            throw new RestException(await ReadProblemAsync(response), response.StatusCode);
        }
        catch (HttpRequestException error)
        {
            throw new RestException("The server cannot be reached just now. Try again in a moment.", null, error);
        }
    }

    private static async Task<string> ReadProblemAsync(HttpResponseMessage response)
    {
        string fallback = $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        try
        {
            return (await response.Content.ReadFromJsonAsync(Json.ProblemAnswer))?.Detail ?? fallback;
        }
        catch (JsonException)
        {
            return fallback;
        }
    }
}
