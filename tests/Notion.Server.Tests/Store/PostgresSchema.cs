using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Store;

public sealed class PostgresSchema
{
    [Fact]
    public void BothEnginesHaveTheSameSteps() => Assert.Equal(
        SqlMigration.Of(SqlDialect.Sqlite).Select(migration => (migration.Version, migration.Name)),
        SqlMigration.Of(SqlDialect.Postgres).Select(migration => (migration.Version, migration.Name)));

    [Fact]
    public async Task ManyServersMayMigrateAtOnceAndEachStepIsAppliedOnce()
    {
        TestStore.RequirePostgres();
        string connection = await TestStore.EmptyDatabaseAsync();
        PostgresDatabase[] servers = [.. Enumerable.Range(0, 6).Select(_ => TestStore.Open(connection))];
        await Task.WhenAll(servers.Select(server => server.MigrateAsync()));
        Assert.Equal(SqlMigration.Of(SqlDialect.Postgres).Count, await servers[0].ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM schema_migrations")));
        foreach (PostgresDatabase server in servers)
        {
            Assert.True(await server.OpenAsync());
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task AnOlderSchemaIsRefusedUnlessTheStartMayMigrate()
    {
        TestStore.RequirePostgres();
        string connection = await TestStore.EmptyDatabaseAsync();
        await using (PostgresDatabase refused = TestStore.Open(connection))
        {
            StoreException error = await Assert.ThrowsAsync<StoreException>(() => refused.OpenAsync());
            Assert.Equal(StoreErrorCode.Incompatible, error.Code);
            Assert.Contains("argument migrate", error.Message, StringComparison.Ordinal);
        }
        await using PostgresDatabase taken = TestStore.Open(connection, options => options.MigrateAtStart = true);
        Assert.True(await taken.OpenAsync());
    }

    [Fact]
    public async Task ADatabaseThatForgetsIsRefused()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync() + ";Options=-c synchronous_commit=off");
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => database.OpenAsync());
        Assert.Equal(StoreErrorCode.Incompatible, error.Code);
        Assert.Contains("synchronous_commit = off", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=notion;Username=notion;Password=geheim")]
    [InlineData("Host=/nowhere;Database=notion;Username=notion;Password=geheim")]
    public async Task ADatabaseThatIsNotThereStopsTheStartWithASentence(string connection)
    {
        await using PostgresDatabase database = TestStore.Open(connection);
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => database.OpenAsync());
        Assert.Equal(StoreErrorCode.Unavailable, error.Code);
        Assert.StartsWith("PostgreSQL at ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check Notion:Postgres", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database=notion")]
    [InlineData("nothing of the kind")]
    [InlineData("Host=db;Surprise=1")]
    public void WhatIsNoConnectionStringIsRefused(string text) => Assert.NotNull(PostgresDatabase.Refuse(text));
}
