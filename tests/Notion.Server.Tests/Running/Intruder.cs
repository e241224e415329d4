using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Notion.Server.Tests.Running;

/// <summary>Somebody else at the database, who holds a lock in the way of every commit until disposed.</summary>
internal sealed class Intruder : IAsyncDisposable
{
    private readonly DbConnection _connection;

    private Intruder(DbConnection connection, string statement)
    {
        _connection = connection;
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    public static Intruder Enter(TestServer server)
    {
        NotionServerOptions options = server.Services.GetRequiredService<IOptions<NotionServerOptions>>().Value;
        return options.Postgres is null
            ? new Intruder(new SqliteConnection($"Data Source={Path.Combine(options.DataDirectory, "notion.db")};Pooling=False"), "BEGIN IMMEDIATE")
            : new Intruder(new NpgsqlConnection($"{options.Postgres};Pooling=False"), "BEGIN; LOCK TABLE page_changes IN EXCLUSIVE MODE");
    }

    public async ValueTask DisposeAsync()
    {
        await using (_connection)
        {
            await using DbCommand command = _connection.CreateCommand();
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }
    }
}
