using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Notion.Server.Rooms;
using Notion.Server.Store.Sql;
using Notion.Server.Store.Sqlite;

namespace Notion.Server.Tests.Running;

/// <summary>The real server in this process, on a port of its own and a data directory of its own, over real HTTP and real sockets.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempDirectory? _ownDirectory;

    private TestServer(WebApplication app, TempDirectory? ownDirectory)
    {
        _app = app;
        _ownDirectory = ownDirectory;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public ISqlDatabase Sql => Services.GetRequiredService<ISqlDatabase>();

    /// <summary>The embedded store, where that is the one.</summary>
    public SqliteDatabase Database => Services.GetRequiredService<SqliteDatabase>();

    /// <param name="directory">Where the data lie; null for a directory that goes with the server.</param>
    public static async Task<TestServer> StartAsync(Action<NotionServerOptions>? configure = null, TimeProvider? time = null, string? directory = null)
    {
        TempDirectory? own = directory is null ? new TempDirectory() : null;
        string? postgres = await TestStore.ForDirectoryAsync(directory ?? own!.Path);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        if (time is not null) builder.Services.AddSingleton(time);
        builder.AddNotionServer(options =>
        {
            options.DataDirectory = directory ?? own!.Path;
            options.Postgres = postgres;
            options.DrainTime = TimeSpan.FromSeconds(20);     // a busy machine may need long to say goodbye; nobody waits that long otherwise
            options.ApiRequestsPerSecond = 100_000;           // tests are quicker than any integration
            options.SignUpLimit = 100_000;                    // all users of all tests come from one address
            configure?.Invoke(options);
        });
        WebApplication app = builder.Build();
        app.MapNotionServer();
        try
        {
            await app.StartAsync();
            return new TestServer(app, own);
        }
        catch
        {
            await app.DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    public RoomDirectory Rooms => Services.GetRequiredService<RoomDirectory>();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ownDirectory?.Dispose();
    }
}
