using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Notion.Server;

namespace Notion.Benchmarks.Sync;

/// <summary>The server under load: one in this process, with a data directory that goes with it, or one that runs already.</summary>
internal sealed class LoadServer(Uri address, WebApplication? app = null, DirectoryInfo? directory = null) : IAsyncDisposable
{
    public Uri SyncAddress { get; } = new UriBuilder(address) { Scheme = address.Scheme == "https" ? "wss" : "ws", Path = "/sync" }.Uri;

    public static async Task<LoadServer> StartAsync()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("notion-load-");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddNotionServer(options => options.DataDirectory = directory.FullName);
        WebApplication app = builder.Build();
        app.MapNotionServer();
        await app.StartAsync();
        return new LoadServer(new Uri(app.Urls.Single()), app, directory);
    }

    /// <summary>Signs up a user with a workspace and so many pages.</summary>
    public async Task<(string Token, Guid[] Pages)> PrepareAsync(int count)
    {
        using var http = new HttpClient { BaseAddress = address };
        JsonElement user = await PostAsync(http, "/api/accounts/sign-up", new { email = $"load-{Guid.NewGuid():N}@example.com", name = "Load", password = $"{Guid.NewGuid()}" });
        string token = user.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Guid workspace = (await PostAsync(http, "/api/workspaces", new { name = "Load" })).GetProperty("id").GetGuid();
        var pages = new Guid[count];
        for (int i = 0; i < count; i++) pages[i] = (await PostAsync(http, $"/api/workspaces/{workspace}/pages", new { title = $"Page {i}" })).GetProperty("id").GetGuid();
        return (token, pages);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        directory!.Delete(recursive: true);
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using HttpResponseMessage response = await http.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
