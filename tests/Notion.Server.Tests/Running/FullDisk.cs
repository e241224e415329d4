using Notion.Server.Store;

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

    /// <summary>Whoever else waits to write may share the commit and still fail it, so this asks until it is through.</summary>
    public async Task MakeRoomAsync()
    {
        while (true)
        {
            try
            {
                await _server.Database.WriteAsync(session => session.QueryNumber("PRAGMA max_page_count=1073741823"));
                return;
            }
            catch (StoreException exception) when (exception.Code == StoreErrorCode.Full)
            {
                await Task.Delay(10);
            }
        }
    }

    public async ValueTask DisposeAsync() => await MakeRoomAsync();
}
