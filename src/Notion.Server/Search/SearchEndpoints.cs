using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Search;

/// <summary><c>/api/search</c>: titles and text, in one workspace or in all of the asker's.</summary>
internal static class SearchEndpoints
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxQuery = 500;
    private const int MaxWords = 16;

    public static void MapSearch(this IEndpointRouteBuilder api) => api.MapGet("/search", FindAsync).RequireScope(TokenScopes.ReadContent);

    private static async Task<Results<Ok<SearchResults>, ProblemHttpResult>> FindAsync(
        string? q, Guid? workspace, int? after, int? limit, Caller caller, IWorkspaceStore workspaces, PageSearch search, CancellationToken cancellation)
    {
        if (q is { Length: > MaxQuery }) return Problem.Field("q", $"Look for at most {MaxQuery} characters.");
        if (limit is < 1 or > MaxLimit) return Problem.Field("limit", $"Ask for 1 to {MaxLimit} results at once.");
        if (after is < 0) return Problem.Field("after", "Send the next of the part before, or leave it out.");
        if (workspace is { } only && await workspaces.FindAsync(only, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        Guid[] all = workspace is { } one ? [one] : [.. (await workspaces.ListAsync(caller.UserId, cancellation)).Select(membership => membership.Workspace.Id)];
        Guid[] reached = caller.Asker.OnlyIn is { } bound ? [.. all.Where(id => id == bound)] : all;
        if (workspace is not null && reached.Length == 0) return Problem.NoSuchWorkspace();
        List<string> asked = [.. Words.Asked(q ?? string.Empty).Take(MaxWords)];
        return TypedResults.Ok(asked.Count == 0 || reached.Length == 0
            ? new SearchResults([], null)
            : await search.FindAsync(asked, reached, caller.Asker, after ?? 0, limit ?? DefaultLimit, cancellation));
    }
}
