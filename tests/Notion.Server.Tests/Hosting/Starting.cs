using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Notion.Server.Store;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hosting;

public sealed class Starting
{
    [Fact]
    public async Task OptionsOutOfRangeStopTheStartWithASentenceEach()
    {
        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(options =>
        {
            options.SessionLifetime = TimeSpan.Zero;
            options.MaxFrameBytes = 1;
            options.AllowedOrigins.Add("example.com/path");
        }));
        Assert.Equal(3, error.Failures.Count());
        Assert.Contains(error.Failures, failure => failure.StartsWith("Notion:SessionLifetime is 00:00:00: set it from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASecondServerOnTheSameDataIsRefused()
    {
        TestStore.RequireSqlite();
        using var directory = new TempDirectory();
        await using TestServer first = await TestServer.StartAsync(directory: directory.Path);
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartAsync(directory: directory.Path));
        Assert.Equal(StoreErrorCode.Busy, error.Code);
        Assert.Contains(directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataOfANewerVersionAreLeftAlone()
    {
        using var directory = new TempDirectory();
        await using (TestServer first = await TestServer.StartAsync(directory: directory.Path))
            await first.Sql.WriteAsync(session => session.ExecuteAsync("INSERT INTO schema_migrations (version, name, applied_at) VALUES (9999, 'future', @now)", ("@now", DateTimeOffset.UnixEpoch)));
        StoreException error = await Assert.ThrowsAsync<StoreException>(() => TestServer.StartAsync(directory: directory.Path));
        Assert.Equal(StoreErrorCode.Incompatible, error.Code);
    }

    [Fact]
    public async Task ANewDirectoryGetsADemoWhereWantedAndOnlyOnce()
    {
        using var directory = new TempDirectory();
        for (int start = 0; start < 2; start++)
        {
            await using TestServer server = await TestServer.StartAsync(options => options.Demo = true, directory: directory.Path);
            using var anonymous = new Api(server.Address);
            (HttpStatusCode status, JsonElement answer) = await anonymous.PostAsync("/api/accounts/sign-in", new { email = "demo@example.com", password = "demo-password" });
            Assert.Equal(HttpStatusCode.OK, status);
            using var demo = new Api(server.Address, answer.GetProperty("token").GetString());
            JsonElement workspace = Assert.Single((await demo.GetAsync("/api/workspaces")).Body.GetProperty("items").EnumerateArray());
            JsonElement page = Assert.Single((await demo.GetAsync($"/api/workspaces/{workspace.GetProperty("id").GetGuid()}/pages")).Body.GetProperty("items").EnumerateArray());
            Assert.Equal("Welcome", page.GetProperty("title").GetString());
        }
    }

    [Fact]
    public async Task ReadyMeansThatTheStoreWrites()
    {
        await using TestServer server = await TestServer.StartAsync();
        using var anonymous = new Api(server.Address);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/ready")).Status);

        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task blocked = HoldAsync(server, held.Task);
        (HttpStatusCode status, JsonElement body) = await anonymous.GetAsync("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not ready"), (status, body.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/live")).Status);
        held.SetResult();
        await blocked;
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/ready")).Status);
    }

    /// <summary>Keeps everybody from writing until the task ends.</summary>
    private static async Task HoldAsync(TestServer server, Task until)
    {
        if (!TestStore.IsPostgres)
        {
            await server.Database.WriteAsync(_ => until.Wait(TimeSpan.FromSeconds(20)));
            return;
        }
        await server.Sql.WriteAsync(async session =>
        {
            int locked = await session.ExecuteAsync("LOCK TABLE schema_migrations IN EXCLUSIVE MODE");
            await until.WaitAsync(TimeSpan.FromSeconds(20));
            return locked;
        });
    }
}
