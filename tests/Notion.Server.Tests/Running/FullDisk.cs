namespace Notion.Server.Tests.Running;

/// <summary>A database that may grow no further: SQLite itself then reports a full disk, as it does on a real one.</summary>
internal sealed class FullDisk : IAsyncDisposable
{
    private readonly TestServer _server;

    private FullDisk(TestServer server) => _server = server;

    public static async Task<FullDisk> MakeAsync(TestServer server)
    {
        await server.Database.WriteAsync(session => session.QueryNumber("PRAGMA max_page_count=1"));
        return new FullDisk(server);
    }

    public Task MakeRoomAsync() => _server.Database.WriteAsync(session => session.QueryNumber("PRAGMA max_page_count=1073741823"));

    public async ValueTask DisposeAsync() => await MakeRoomAsync();
}
