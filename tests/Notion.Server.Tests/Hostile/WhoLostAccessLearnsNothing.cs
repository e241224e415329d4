using System.Net;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>Somebody who has read a page, kept the tags of their reads, and lost access to it: every way to it (itself, its past, lists, search, backlinks, what lies under it, caches) answers as if it were not there.</summary>
public sealed class WhoLostAccessLearnsNothing(SharedServer server)
{
    private const string Word = "pangolin";

    [Theory]
    [InlineData("removed")]
    [InlineData("restricted")]
    [InlineData("taken back")]
    [InlineData("trashed")]
    [InlineData("deleted")]
    public async Task WhicheverWayItWasLost(string how)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.PrivatePageAsync();
        await cast.ShareAsync(above, cast.Guest, "view");
        await cast.ShareAsync(above, cast.Member, "view");
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: $"Secret {Word}", parentId: above);
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, title: $"Under {Word}", parentId: page);
        await WriteAsync(cast.Owner, page, $"The {Word} in the text", under);
        await cast.Member.DoAsync(HttpMethod.Put, $"/api/pages/{page}/favourite");
        string version = (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history")).GetProperty("items")[0].GetProperty("version").GetString()!;
        await FindAsync(cast, cast.Member, 3);

        string[] about = [.. Reads(page, version), .. Reads(under, null)];
        string[] lists = [$"/api/workspaces/{cast.Workspace}/pages", $"/api/workspaces/{cast.Workspace}/trash", $"/api/workspaces/{cast.Workspace}/favourites", $"/api/pages/{above}/children", $"/api/search?q={Word}"];
        var tags = new Dictionary<string, string>();
        foreach (string path in about.Concat(lists))
        {
            (HttpStatusCode status, string? tag, _) = await cast.Member.SendTaggedAsync(HttpMethod.Get, path);
            Assert.True(status == HttpStatusCode.OK, path);
            tags.Add(path, tag!);
        }

        await LoseAsync(cast, how, above, page);

        Guid nobodys = Guid.NewGuid();
        foreach (string path in about)
        {
            (HttpStatusCode status, _, JsonElement body) = await cast.Member.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: tags[path]);
            (HttpStatusCode Status, JsonElement Body) missing = await cast.Member.GetAsync(path.Replace($"{page}", $"{nobodys}", StringComparison.Ordinal).Replace($"{under}", $"{nobodys}", StringComparison.Ordinal));
            Assert.True((missing.Status, missing.Body.ToString()) == (status, body.ToString()), $"{path}: {status} {body}");
        }
        foreach (string path in lists)
        {
            (HttpStatusCode status, _, JsonElement body) = await cast.Member.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: tags[path]);
            string text = body.ToString();
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.NotModified, $"{path}: {status}");
            Assert.False(text.Contains(Word, StringComparison.OrdinalIgnoreCase) || text.Contains($"{page}", StringComparison.Ordinal) || text.Contains($"{under}", StringComparison.Ordinal), $"{path}: {text}");
            if (status == HttpStatusCode.NotModified) Assert.EndsWith("/trash", path, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Member.PostAsync($"/api/pages/{page}/duplicate", new { parentId = (Guid?)null })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Member.PostAsync($"/api/pages/{page}/history/restore", new { version })).Status);
    }

    private static IEnumerable<string> Reads(Guid page, string? version)
    {
        foreach (string read in (string[])["", "/access", "/path", "/children", "/backlinks", "/history"]) yield return $"/api/pages/{page}{read}";
        if (version is null) yield break;
        yield return $"/api/pages/{page}/history/version?version={version}";
        yield return $"/api/pages/{page}/history/compare?from={version}";
    }

    private static async Task LoseAsync(Cast cast, string how, Guid above, Guid page)
    {
        switch (how)
        {
            case "removed":
                await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/members/{cast.Member.UserId}");
                break;
            case "restricted":
                await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true });
                break;
            case "taken back":
                await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{above}/permissions/user/{cast.Member.UserId}");
                break;
            case "trashed":
                await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
                break;
            case "deleted":
                await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
                await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }

    private static async Task FindAsync(Cast cast, Api who, int count)
    {
        for (int i = 0; i < 250; i++)
        {
            if ((await who.DoAsync(HttpMethod.Get, $"/api/search?q={Word}&workspace={cast.Workspace}")).GetProperty("items").GetArrayLength() == count) return;
            await Task.Delay(20);
        }
        Assert.Fail("The page was not found before.");
    }

    private async Task WriteAsync(Api who, Guid page, string text, Guid mentioned)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, who.Token!);
        await socket.OpenAsync(page);
        await socket.WriteDurablyAsync(1, Write(text, mentioned));
    }

    private static ReadOnlyMemory<byte> Write(string text, Guid mentioned)
    {
        using Transaction change = new Document(ReplicaId.Create()).Begin();
        BlockId block = change.CreateBlock("paragraph", BlockId.Root);
        change.InsertText(block, 0, text);
        change.Mark(block, 0, 3, MarkTypes.Mention, $"page:{mentioned}");
        return change.Commit();
    }
}
