using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Tests.Running;

/// <summary>
/// A disk without room for more. SQLite reports one itself, as on a real disk, when its database may grow no further; on PostgreSQL the log's table raises the error
/// that the server of the database would.
/// </summary>
internal sealed class FullDisk : IAsyncDisposable
{
    private readonly TestServer _server;

    private FullDisk(TestServer server) => _server = server;

    public static async Task<FullDisk> MakeAsync(TestServer server)
    {
        await server.Sql.WriteAsync(session => session.Dialect == SqlDialect.Sqlite
            ? session.QueryNumberAsync("PRAGMA max_page_count=1")
            : session.QueryNumberAsync(
                """
                CREATE OR REPLACE FUNCTION refuse_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
                CREATE TRIGGER full_disk BEFORE INSERT ON page_changes EXECUTE FUNCTION refuse_full();
                """));
        return new FullDisk(server);
    }

    /// <summary>Whoever else waits to write may share the commit and still fail it, so this asks until it is through.</summary>
    public async Task MakeRoomAsync()
    {
        while (true)
        {
            try
            {
                await _server.Sql.WriteAsync(session => session.QueryNumberAsync(
                    session.Dialect == SqlDialect.Sqlite ? "PRAGMA max_page_count=1073741823" : "DROP TRIGGER IF EXISTS full_disk ON page_changes"));
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
