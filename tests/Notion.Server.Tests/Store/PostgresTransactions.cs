using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Store;

public sealed class PostgresTransactions
{
    [Fact]
    public async Task WhatReadsAndThenWritesIsSerializableAndRunAgainUntilItIsThrough()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        await database.WriteAsync(session => session.ExecuteAsync("CREATE TABLE counters (id integer PRIMARY KEY, value bigint NOT NULL)"));
        await database.WriteAsync(session => session.ExecuteAsync("INSERT INTO counters VALUES (1, 0), (2, 0)"));
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => database.WriteAsync(async session =>
        {
            // Each writes the one row from what it read in both: without serializability sums get lost.
            long sum = await session.QueryNumberAsync("SELECT sum(value) FROM counters");
            return await session.ExecuteAsync("UPDATE counters SET value = @sum + 1 - (SELECT value FROM counters WHERE id = @other) WHERE id = @id", ("@sum", sum), ("@id", 1 + (i % 2)), ("@other", 2 - (i % 2)));
        })));
        Assert.Equal(24, await database.ReadAsync(session => session.QueryNumberAsync("SELECT sum(value) FROM counters")));
    }

    [Fact]
    public async Task AnExceptionOfTheWorkUndoesAllOfItAndComesOutAsItIs()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.WriteAsync<int>(async session =>
        {
            await session.ExecuteAsync("INSERT INTO users (id, email, name, password_hash) VALUES (@id, 'a', 'a', 'a')", ("@id", Guid.CreateVersion7()));
            throw new InvalidOperationException("mine");
        }));
        Assert.Equal(0, await database.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM users")));
    }

    [Fact]
    public async Task WhatTheDatabaseReportsHasTheStoresCode()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        await AssertCodeAsync(StoreErrorCode.Inconsistent, "INSERT INTO sessions (token_hash, id, user_id, last_used_at, expires_at) VALUES ('x', gen_random_uuid(), gen_random_uuid(), now(), now())");
        await AssertCodeAsync(StoreErrorCode.Full, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$");
        await AssertCodeAsync(StoreErrorCode.Busy, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$");
        await AssertCodeAsync(StoreErrorCode.Busy, "SET LOCAL statement_timeout = 20; SELECT pg_sleep(10)");
        await AssertCodeAsync(StoreErrorCode.Incompatible, "SELECT 1 FROM a_table_of_tomorrow");
        await AssertCodeAsync(StoreErrorCode.Unavailable, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '58030'; END $$");

        async Task AssertCodeAsync(StoreErrorCode code, string sql) =>
            Assert.Equal(code, (await Assert.ThrowsAsync<StoreException>(() => database.WriteAsync(session => session.ExecuteAsync(sql)))).Code);
    }

    [Fact]
    public async Task EveryKindOfValueComesBackAsItWasOnBothEngines()
    {
        await using TestServer server = await TestServer.StartAsync();
        await CheckAsync(server.Sql);
        if (PostgresCluster.Missing is not null) return;
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        await CheckAsync(database);

        static async Task CheckAsync(ISqlDatabase database)
        {
            Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).Order()];
            DateTimeOffset time = new(2026, 11, 25, 1, 2, 3, 456, TimeSpan.FromHours(2));
            await database.WriteAsync(async session =>
            {
                foreach (Guid id in ids)
                    await session.ExecuteAsync("INSERT INTO users (id, email, name, password_hash, created_at) VALUES (@id, @email, @name, '', @at)", ("@id", id), ("@email", $"{id}@x"), ("@name", "Zoë 🦊"), ("@at", time.AddTicks(9_999)));
                await session.ExecuteAsync("INSERT INTO sessions (token_hash, id, user_id, created_at, last_used_at, expires_at) VALUES (@hash, @id, @id, @at, @at, @at)", ("@hash", new byte[] { 0, 1, 255 }), ("@id", ids[0]), ("@at", time));
                await session.ExecuteAsync("INSERT INTO workspaces (id, name, owner_id, settings, created_at) VALUES (@id, 'w', @id, @settings, @at)", ("@id", ids[0]), ("@settings", new SqlJson("{\"a\":[1,null]}")), ("@at", time));
                return await session.ExecuteAsync("INSERT INTO pages (id, workspace_id, parent_id, is_database, created_at, updated_at) VALUES (@id, @id, @parent, @flag, @at, @at)", ("@id", ids[0]), ("@parent", null), ("@flag", true), ("@at", time));
            });
            List<(Guid, string, DateTimeOffset)> users = await database.ReadAsync(session => session.QueryAsync(
                $"SELECT id, name, created_at FROM users WHERE id {SqlText.OneOf(session.Dialect, "@ids")} ORDER BY id", row => (row.Id(0), row.Text(1), row.Time(2)), ("@ids", ids[..2])));
            Assert.Equal([.. ids[..2].Select(id => (id, "Zoë 🦊", time))], users);
            Assert.Equal([0, 1, 255], (await database.ReadAsync(session => session.QueryFirstAsync("SELECT token_hash FROM sessions WHERE user_id = @id", row => row.Bytes(0), ("@id", ids[0]))))!);
            List<(string, Guid?, bool, string?)> pages = await database.ReadAsync(session => session.QueryAsync(
                "SELECT w.settings, p.parent_id, p.is_database, p.icon FROM pages p JOIN workspaces w ON w.id = p.workspace_id WHERE p.id = @id", row => (row.Text(0).Replace(" ", ""), row.OptionalId(1), row.Flag(2), row.OptionalText(3)), ("@id", ids[0])));
            Assert.Equal([("{\"a\":[1,null]}", null, true, null)], pages);
            Assert.Equal(2, await database.ReadAsync(session => session.QueryNumberAsync($"SELECT count(*) FROM users WHERE email {SqlText.OneOf(session.Dialect, "@emails")}", ("@emails", new[] { $"{ids[0]}@x", $"{ids[2]}@x" }))));
        }
    }
}
