using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Permissions;

/// <summary>Every mapped endpoint, asked by every role with every level, outside the trash and in it, against the oracle.</summary>
public sealed class EveryEndpointAsksTheSameFunction(SharedServer server)
{
    private enum Outcome
    {
        Unauthorized,
        Hidden,
        Forbidden,
        Allowed,
    }

    [Fact]
    public void EveryEndpointHasARowAndEveryRowAnEndpoint()
    {
        EndpointDataSource endpoints = server.Server.Services.GetRequiredService<EndpointDataSource>();
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method => $"{method} {endpoint.RoutePattern.RawText}")).ToHashSet();
        Assert.Equal([], mapped.Except(EndpointTable.Rows.Keys));
        Assert.Equal([], EndpointTable.Rows.Keys.Except(mapped));
    }

    [Fact]
    public async Task AndAnswersAsTheOracleSays()
    {
        using Ladder ladder = await Ladder.BuildAsync(server.Address);
        var wrong = new ConcurrentBag<string>();

        // Nothing changes for anybody where a request is not let in, or changes nothing: those go side by side. The others take turns on each page.
        await Parallel.ForEachAsync(
            EndpointTable.Rows.Where(row => row.Value.Undo is null).SelectMany(row => ladder.Askers.Select(asker => (row.Key, row.Value, asker))),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (item, _) => await AskAsync(ladder, item.Key, item.Value, [item.asker], PagesFor(ladder, item.Value), wrong));
        foreach ((string endpoint, EndpointRow row) in EndpointTable.Rows.Where(row => row.Value.Undo is not null))
            await Task.WhenAll(ladder.Pages.Select(page => AskAsync(ladder, endpoint, row, ladder.Askers, [(Guid?)page], wrong)));
        Assert.Equal([], wrong);
    }

    private static IReadOnlyCollection<Guid?> PagesFor(Ladder ladder, EndpointRow row) =>
        row.Need is EndpointRow.Needs.Nothing or EndpointRow.Needs.SignedIn or EndpointRow.Needs.Role ? [null] : [.. ladder.Pages.Select(page => (Guid?)page)];

    private static async Task AskAsync(Ladder ladder, string endpoint, EndpointRow row, IEnumerable<Ladder.Asker> askers, IReadOnlyCollection<Guid?> pages, ConcurrentBag<string> wrong)
    {
        string? hidden = row.Need is EndpointRow.Needs.Nothing or EndpointRow.Needs.SignedIn ? null : Detail(await SendAsync(endpoint, row, Guid.NewGuid(), ladder.Cast.Owner));
        foreach (Ladder.Asker asker in askers)
        {
            foreach (Guid? page in pages)
            {
                Outcome expected = Expect(ladder, row, asker, page);
                if (expected == Outcome.Allowed && row.OnlyRefused) continue;
                Guid id = page ?? ladder.Cast.Workspace;
                if (expected == Outcome.Allowed && row.Need is EndpointRow.Needs.Delete && ladder.IsInTrash(id)) id = await ladder.MakePageAsync(PageAccess.Full, trashed: true);
                (HttpStatusCode Status, JsonElement Body) answer = await SendAsync(endpoint, row, id, asker.Api);
                if ((int)answer.Status >= 500 || Classify(answer, hidden) != expected)
                    wrong.Add($"{endpoint} by {asker.Name}{(page is { } on ? $" with {ladder.LevelOf(asker, on)}{(ladder.IsInTrash(on) ? " in the trash" : "")}" : "")}: expected {expected}, got {(int)answer.Status} {answer.Body}");
                if (row.Undo is { } undo && (int)answer.Status < 300) await ladder.Cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{id}/{undo}");
            }
        }
    }

    private static Outcome Expect(Ladder ladder, EndpointRow row, Ladder.Asker asker, Guid? page)
    {
        if (row.Need is EndpointRow.Needs.Nothing) return Outcome.Allowed;
        if (asker.IsNobody || (asker.Link is not null && !row.Visitors)) return Outcome.Unauthorized;
        if (row.Need is EndpointRow.Needs.SignedIn) return Outcome.Allowed;
        if (row.Need is EndpointRow.Needs.Role least)
            return ladder.RoleOf(asker) is not { } role ? Outcome.Hidden : role >= least.Least ? Outcome.Allowed : Outcome.Forbidden;

        PageAccess level = ladder.LevelOf(asker, page!.Value);
        if (level == PageAccess.None) return Outcome.Hidden;
        bool allowed = row.Need switch
        {
            EndpointRow.Needs.Level needed => level >= needed.Least,
            EndpointRow.Needs.Copy => !ladder.IsInTrash(page.Value),
            EndpointRow.Needs.Restore => ladder.GrantedTo(asker, page.Value) >= PageAccess.Edit,
            EndpointRow.Needs.Delete => ladder.GrantedTo(asker, page.Value) == PageAccess.Full,
            _ => throw new InvalidOperationException($"{row.Need}"),
        };
        return allowed ? Outcome.Allowed : Outcome.Forbidden;
    }

    private static Outcome Classify((HttpStatusCode Status, JsonElement Body) answer, string? hidden)
    {
        string? code = answer.Body.ValueKind == JsonValueKind.Object && answer.Body.TryGetProperty("code", out JsonElement given) ? given.GetString() : null;
        return (answer.Status, code) switch
        {
            (HttpStatusCode.Unauthorized, "unauthorized") => Outcome.Unauthorized,
            (HttpStatusCode.Forbidden, "access_too_low" or "role_too_low" or "session_required" or "scope_missing" or "restricted_resource") => Outcome.Forbidden,
            (HttpStatusCode.NotFound, _) when hidden is not null && Detail(answer) == hidden => Outcome.Hidden,
            _ => Outcome.Allowed,
        };
    }

    private static string? Detail((HttpStatusCode Status, JsonElement Body) answer) =>
        answer.Body.ValueKind != JsonValueKind.Object ? null : answer.Body.TryGetProperty("detail", out JsonElement detail) ? detail.GetString() : answer.Body.GetProperty("message").GetString();

    private static Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(string endpoint, EndpointRow row, Guid id, Api asker)
    {
        string method = endpoint[..endpoint.IndexOf(' ', StringComparison.Ordinal)];
        return asker.SendAsync(new HttpMethod(method == "*" ? "GET" : method), row.Path(id), row.Body?.Invoke(id));
    }
}
