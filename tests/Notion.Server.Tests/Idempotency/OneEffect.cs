using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Store;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Idempotency;

public sealed class OneEffect(SharedServer server)
{
    [Fact]
    public async Task TheSameAgainGetsTheSameAnswerAndHasNoSecondEffect()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/pages";
        using HttpResponseMessage first = await SendAsync(team, path, "key-1", new { title = "Once" });
        using HttpResponseMessage second = await SendAsync(team, path, "key-1", new { title = "Once" });
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.NotNull(first.Headers.ETag);
        Assert.Equal(1, await CountAsync(team, "Once"));
    }

    [Fact]
    public async Task ManyAtOnceHaveOneEffect()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/pages";
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(team, path, "crowd", new { title = "Crowd" })));
        string[] bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(bodies.Distinct());
        Assert.Equal(1, await CountAsync(team, "Crowd"));
    }

    [Fact]
    public async Task TheKeyOfAnotherRequestIsRefused()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/pages";
        (await SendAsync(team, path, "mine", new { title = "One" })).Dispose();
        using HttpResponseMessage other = await SendAsync(team, path, "mine", new { title = "Other" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("idempotency_key_reused", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(team, "Other"));

        // Keys are each user's own.
        using Team stranger = await Team.GatherAsync(server.Address);
        using HttpResponseMessage theirs = await SendAsync(stranger, $"/api/workspaces/{stranger.Workspace}/pages", "mine", new { title = "Other" });
        Assert.Equal(HttpStatusCode.Created, theirs.StatusCode);
    }

    [Fact]
    public async Task AFailureFreesTheKey()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/pages";
        using HttpResponseMessage wrong = await SendAsync(team, path, "again", new { title = new string('x', 501) });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using HttpResponseMessage right = await SendAsync(team, path, "again", new { title = "Right" });
        Assert.Equal(HttpStatusCode.Created, right.StatusCode);
    }

    [Fact]
    public async Task AServerThatDiedBeforeItStoredItsAnswerHasNoSecondEffectEither()
    {
        using Team team = await Team.GatherAsync(server.Address);
        var keys = server.Server.Services.GetRequiredService<IIdempotencyStore>();
        foreach ((string path, string key) in ((string, string)[])[($"/api/workspaces/{team.Workspace}/pages", "dead-page"), ("/api/workspaces", "dead-workspace")])
        {
            using HttpResponseMessage made = await SendAsync(team, path, key, new { title = "Dead", name = "Dead" });
            string id = (await made.Content.ReadFromJsonAsync<Made>())!.Id;

            // As if the answer had not been stored.
            await server.Server.Sql.WriteAsync(session => session.ExecuteAsync("UPDATE idempotency_keys SET status = NULL WHERE key = @key", ("@key", key)));
            await keys.LapseAsync(team.Api.UserId, key);
            using HttpResponseMessage again = await SendAsync(team, path, key, new { title = "Dead", name = "Dead" });
            Assert.True(again.IsSuccessStatusCode);
            Assert.Equal(id, (await again.Content.ReadFromJsonAsync<Made>())!.Id);
        }
        Assert.Equal(1, await CountAsync(team, "Dead"));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("ümlaut")]
    public async Task AKeyThatIsNoneIsRefused(string key)
    {
        using Team team = await Team.GatherAsync(server.Address);
        using HttpResponseMessage answer = await SendAsync(team, "/api/workspaces", key, new { name = "X" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(Team team, string path, string key, object body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = team.Api.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Api.Token);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    private static async Task<int> CountAsync(Team team, string title) =>
        (await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/pages")).Body.GetProperty("items").EnumerateArray().Count(page => page.GetProperty("title").GetString() == title);

    private sealed record Made(string Id);
}
