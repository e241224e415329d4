using System.Net;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.EntityTags;

public sealed class OnlyOneOfManyChangesWhatAllHaveSeen(SharedServer server)
{
    private const int Crowd = 12;
    private const int Rounds = 3;

    [Theory]
    [InlineData("/api/accounts/me", "name")]
    [InlineData("/api/workspaces/{0}", "name")]
    [InlineData("/api/pages/{1}", "title")]
    public async Task WithTheSameTagAtTheSameTime(string path, string property)
    {
        using Team team = await Team.GatherAsync(server.Address);
        path = path.Replace("{0}", $"{team.Workspace}", StringComparison.Ordinal).Replace("{1}", $"{team.Page}", StringComparison.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            (_, string? tag, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
            (HttpStatusCode Status, string? Tag, JsonElement Body)[] answers = await Task.WhenAll(Enumerable.Range(0, Crowd).Select(i =>
                team.Api.SendTaggedAsync(HttpMethod.Patch, path, new Dictionary<string, string> { [property] = $"{round}.{i}" }, ifMatch: tag)));
            (_, string? after, JsonElement winner) = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
            Assert.Equal(Crowd - 1, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
            (_, string? now, JsonElement body) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
            Assert.Equal(winner.GetProperty(property).GetString(), body.GetProperty(property).GetString());
            Assert.Equal(after, now);
        }
    }

    [Fact]
    public async Task APageIsChangedBeforeTheEyesOfThoseWhoWriteInItAndNothingOfTheirsIsLost()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        await socket.WriteDurablyAsync(1, document.Paragraph("before").Update);
        string path = $"/api/pages/{team.Page}";
        (_, string? stale, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
        await socket.WriteDurablyAsync(2, document.Paragraph("meanwhile").Update);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await team.Api.SendTaggedAsync(HttpMethod.Patch, path, new { title = "Late" }, ifMatch: stale)).Status);
        (_, string? tag, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Patch, path, new { title = "Seen" }, ifMatch: tag)).Status);
        document.Apply((await socket.ReceiveAsync<ChangesFrame>()).Update.Span);
        Assert.Equal("Seen", document.Root["title"].AsString());

        // Any state will do, however fast others write.
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(async () =>
        {
            for (int batch = 3; !stop.IsCancellationRequested; batch++) await socket.WriteDurablyAsync(batch, document.Paragraph($"{batch}").Update);
        });
        for (int i = 0; i < 5; i++) Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Patch, path, new { title = $"Any {i}" }, ifMatch: "*")).Status);
        await stop.CancelAsync();
        await writing;
        Assert.Equal(document.Texts().Length, (await team.ReadAsync()).Texts().Length);
        await Projections.AssertEqualAsync(server.Server.Sql, team.Page, await team.ReadAsync(), "conditional writes");
    }
}
