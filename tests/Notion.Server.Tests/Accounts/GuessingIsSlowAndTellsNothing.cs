using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Accounts;
using Notion.Server.Store;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Accounts;

public sealed class GuessingIsSlowAndTellsNothing
{
    [Fact]
    public async Task AWrongPasswordAndAnUnknownEmailGetTheSameAnswerAfterTheSameTime()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.SignInFailureLimit = 1_000);
        using Api known = await Api.SignUpAsync(server.Address, "known@example.com");
        string? answer = null;
        await TwoSamples.AssertAlikeAsync(20, () => FailOnceAsync("known@example.com"), () => FailOnceAsync("unknown@example.com"));

        async Task<double> FailOnceAsync(string email)
        {
            (TimeSpan took, string said) = await FailAsync(known, email);
            Assert.Equal(answer ??= said, said);
            return took.TotalMilliseconds;
        }
    }

    [Fact]
    public void ThePasswordIsHashedWhetherOrNotThereIsAnAccount()
    {
        var passwords = new Passwords(Options.Create(new PasswordHasherOptions()));
        var known = new Account(Guid.NewGuid(), "known@example.com", "Known", passwords.Hash("right"), default);
        // An answer without a hash takes a thousandth of the time; on a busy machine one with a hash may take twice as long.
        double checkedKnown = Quickest(() => passwords.Check(known, "wrong", out _));
        Assert.InRange(Quickest(() => passwords.Check(null, "wrong", out _)) / checkedKnown, 0.2, 5);
        Assert.InRange(Quickest(() => passwords.Check(known with { PasswordHash = "" }, "", out _)) / checkedKnown, 0.2, 5);

        static double Quickest(Func<bool> check) => Enumerable.Range(0, 7).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            Assert.False(check());
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        });
    }

    [Fact]
    public async Task InvitingAndSharingTellNothingOfWhoHasSignedUp()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        using Api known = await Api.SignUpAsync(server.Address, "known@example.com");
        foreach ((HttpMethod method, string path, Func<string, object> body) in ((HttpMethod, string, Func<string, object>)[])
            [
                (HttpMethod.Post, $"/api/workspaces/{team.Workspace}/invitations", email => new { email }),
                (HttpMethod.Put, $"/api/pages/{team.Page}/permissions", email => new { kind = "user", email, level = "view" }),
            ])
            await TwoSamples.AssertAlikeAsync(40, () => AskAsync(method, path, body("known@example.com")), () => AskAsync(method, path, body("other@example.com")));

        async Task<double> AskAsync(HttpMethod method, string path, object body)
        {
            long start = Stopwatch.GetTimestamp();
            (HttpStatusCode status, JsonElement answer) = await team.Api.SendAsync(method, path, body);
            double took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Assert.Equal(HttpStatusCode.Created, status);
            Assert.Equal(["createdAt", "email", "expiresAt", "id", "invitedBy", "level", "role", "token"], answer.EnumerateObject().Select(property => property.Name).Order());
            return took;
        }
    }

    [Fact]
    public async Task ALockHoldsThroughARestart()
    {
        using var directory = new TempDirectory();
        await using (TestServer before = await TestServer.StartAsync(options => options.SignInFailureLimit = 3, directory: directory.Path))
        {
            using Api user = await Api.SignUpAsync(before.Address, "restart@example.com");
            for (int i = 0; i < 3; i++) await FailAsync(user, "restart@example.com");
        }
        await using TestServer after = await TestServer.StartAsync(options => options.SignInFailureLimit = 3, directory: directory.Path);
        using var again = new Api(after.Address);
        Api.AssertProblem(HttpStatusCode.TooManyRequests, "too_many_attempts", await SignInAsync(again, "restart@example.com"));
    }

    [Fact]
    public async Task ServersOnOneStoreCountTogetherAndManyAtOnceGetNoMoreGuesses()
    {
        TestStore.RequirePostgres();
        string database = await TestStore.NewDatabaseAsync();
        await using TestServer one = await TestServer.StartAsync(options => options.Postgres = database);
        await using TestServer other = await TestServer.StartAsync(options => options.Postgres = database);
        using Api user = await Api.SignUpAsync(one.Address, "shared@example.com");
        using var there = new Api(other.Address);
        (HttpStatusCode Status, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? user : there).PostAsync("/api/accounts/sign-in", new { email = "shared@example.com", password = $"guess {i}" })));
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Unauthorized));
        Assert.Equal(35, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
        Api.AssertProblem(HttpStatusCode.TooManyRequests, "too_many_attempts", await SignInAsync(there, "shared@example.com"));

        // Knocking at a locked door locks no other, and who gets in takes their attempt back.
        using Api neighbour = await Api.SignUpAsync(one.Address, "neighbour@example.com");
        for (int i = 0; i < 120; i++) await SignInAsync(there, "shared@example.com");
        for (int i = 0; i < 8; i++) Assert.Equal(HttpStatusCode.OK, (await SignInAsync(i % 2 == 0 ? neighbour : there, "neighbour@example.com")).Status);
    }

    [Fact]
    public async Task AfterTooManyFailuresEvenTheRightPasswordHasToWait()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer server = await TestServer.StartAsync(options => options.SignInFailureLimit = 3, time);
        using Api user = await Api.SignUpAsync(server.Address, "target@example.com");
        using Api other = await Api.SignUpAsync(server.Address, "other@example.com");
        for (int i = 0; i < 3; i++) await FailAsync(user, "target@example.com");

        Api.AssertProblem(HttpStatusCode.TooManyRequests, "too_many_attempts", await SignInAsync(user, "target@example.com"));
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(other, "other@example.com")).Status);
        time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(user, "target@example.com")).Status);
    }

    [Fact]
    public async Task FailedAndSuccessfulSignInsAreAudited()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Api user = await Api.SignUpAsync(server.Address, "audited@example.com");
        await FailAsync(user, "audited@example.com");
        await SignInAsync(user, "audited@example.com");
        List<string> events = await server.Sql.ReadAsync(session => session.QueryAsync("SELECT event_type, user_id FROM audit_log ORDER BY id", row => $"{row.Text(0)} {row.OptionalId(1)?.ToString() ?? "nobody"}"));
        Assert.Equal(["user.login_failed nobody", $"user.login {user.UserId}"], events);
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> SignInAsync(Api api, string email) =>
        api.PostAsync("/api/accounts/sign-in", new { email, password = Api.Password });

    private static async Task<(TimeSpan Took, string Answer)> FailAsync(Api api, string email)
    {
        long start = Stopwatch.GetTimestamp();
        (HttpStatusCode Status, JsonElement Body) answer = await api.PostAsync("/api/accounts/sign-in", new { email, password = "not the password" });
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "wrong_credentials", answer);
        return (took, answer.Body.GetRawText());
    }
}
