using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Accounts;

public sealed class GuessingIsSlowAndTellsNothing
{
    [Fact]
    public async Task AWrongPasswordAndAnUnknownEmailGetTheSameAnswerAfterTheSameWork()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.SignInFailureLimit = 1_000);
        using Api known = await Api.SignUpAsync(server.Address, "known@example.com");
        TimeSpan wrong = TimeSpan.MaxValue, unknown = TimeSpan.MaxValue;

        // The quickest of each tells the work; on a busy machine it takes more rounds until both have had a quiet moment. An answer without the work would be quick at once, and stay so.
        for (int round = 0; round < 5 || (round < 60 && unknown / wrong is < 0.4 or > 2.5); round++)
        {
            (TimeSpan wrongTook, string wrongAnswer) = await FailAsync(known, "known@example.com");
            (TimeSpan unknownTook, string unknownAnswer) = await FailAsync(known, "unknown@example.com");
            Assert.Equal(wrongAnswer, unknownAnswer);
            wrong = wrongTook < wrong ? wrongTook : wrong;
            unknown = unknownTook < unknown ? unknownTook : unknown;
        }
        Assert.InRange(unknown / wrong, 0.4, 2.5);
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
