using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.History;

/// <summary><c>/api/pages/{id}/history</c>: who changed what and when, the page as it was, and back to it. What is not committed yet is not in it.</summary>
internal static class HistoryEndpoints
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1_000;
    private const int MaxPause = 24 * 60 * 60;

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder history = api.MapGroup("/pages/{pageId:guid}/history");
        history.MapGet("/", ListAsync).RequireScope(TokenScopes.ReadContent);
        history.MapGet("/version", GetAsync).RequireScope(TokenScopes.ReadContent);
        history.MapGet("/compare", CompareAsync).RequireScope(TokenScopes.ReadContent);
        history.MapPost("/restore", RestoreAsync).RequireScope(TokenScopes.UpdateContent);
    }

    /// <param name="pause">Changes that one author makes in a row are one item while the pause between two is no longer than this many seconds.</param>
    private static async Task<Results<Ok<HistoryList>, ProblemHttpResult>> ListAsync(
        Guid pageId, string? before, int? limit, int? pause, Caller caller, PageGuard guard, PagePast past, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is null) return Problem.NoSuchPage();
        if (limit is < 1 or > MaxLimit) return Problem.Field("limit", $"Ask for 1 to {MaxLimit} items at once.");
        if (pause is < 0 or > MaxPause) return Problem.Field("pause", $"Give 0 to {MaxPause} seconds.");
        VersionVector? from = PagePast.Version(before);
        if (before is not null && from is null) return NoVersion("before");
        var query = new HistoryQuery { Before = from, PageSize = limit ?? DefaultLimit, GroupWithin = TimeSpan.FromSeconds(pause ?? 300) };
        return await AskAsync("before", async () => TypedResults.Ok(await past.ReadAsync(pageId, document => Answer(document.GetHistory(query)), cancellation)));
    }

    private static async Task<Results<Ok<VersionAnswer>, ProblemHttpResult>> GetAsync(
        Guid pageId, string? version, Caller caller, PageGuard guard, PagePast past, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is null) return Problem.NoSuchPage();
        if (PagePast.Version(version) is not { } wanted) return NoVersion("version");
        return await AskAsync("version", async () => TypedResults.Ok(await past.ReadAsync(pageId, document => Answer(version!, document.At(wanted, null, cancellation)), cancellation)));
    }

    /// <param name="to">Left out for the page as it is now.</param>
    private static async Task<Results<Ok<ComparisonAnswer>, ProblemHttpResult>> CompareAsync(
        Guid pageId, string? from, string? to, Caller caller, PageGuard guard, PagePast past, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is null) return Problem.NoSuchPage();
        if (PagePast.Version(from) is not { } before) return NoVersion("from");
        VersionVector? after = PagePast.Version(to);
        if (to is not null && after is null) return NoVersion("to");
        return await AskAsync("from", async () => TypedResults.Ok(await past.ReadAsync(pageId, document => Answer(document.Diff(before, after ?? document.Version, null, cancellation)), cancellation)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RestoreAsync(
        Guid pageId, RestoreVersionRequest request, Caller caller, PageGuard guard, PageWriter writer, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.CanEdit) return Problem.AccessTooLow("edit");
        if (PagePast.Version(request.Version) is not { } wanted) return NoVersion("version");
        return await AskAsync("version", async () =>
        {
            await writer.WriteAsync(pageId, caller.UserId, document => document.Revert(wanted, caller.UserId.ToString()), cancellation);
            return TypedResults.NoContent();
        });
    }

    private static async Task<Results<T, ProblemHttpResult>> AskAsync<T>(string field, Func<Task<T>> ask)
        where T : IResult
    {
        try
        {
            return await ask();
        }
        catch (CrdtException exception) when (exception.Code is CrdtErrorCode.UnknownVersion or CrdtErrorCode.VersionNotClosed or CrdtErrorCode.HistoryTrimmed)
        {
            return NoVersion(field);
        }
    }

    private static ProblemHttpResult NoVersion(string field) =>
        Problem.Field(field, "This is no version of the page, or one from before its history was trimmed. Send one that GET /api/pages/{id}/history shows.");

    private static HistoryList Answer(HistoryPage page) => new(
        [.. page.Entries.Select(entry => new HistoryItem(
            PagePast.Name(entry.Version), PagePast.Name(entry.VersionBefore), entry.Author, entry.Start.Time, entry.End.Time, entry.ChangeCount, Answer(entry.Summary)))],
        page.Next is { } next ? PagePast.Name(next) : null);

    private static HistorySummary Answer(ChangeSummary summary) => new(
        summary.Inserted, summary.Erased, summary.Restored, summary.Created, summary.Split, summary.Joined, summary.Moved, summary.Deleted, summary.Set);

    private static VersionAnswer Answer(string version, Document document)
    {
        PageProjection shown = PageProjector.Whole(document);
        return new VersionAnswer(version, shown.Title, shown.Icon, [.. shown.Changed.Select(row => new VersionBlock(row.Id, row.ParentId, row.Type, JsonElement.Parse(row.Properties), JsonElement.Parse(row.Content)))]);
    }

    private static ComparisonAnswer Answer(DocumentDiff diff) => new(
        diff.InsertedUnits,
        diff.DeletedUnits,
        [.. diff.Blocks.Select(block => new BlockComparison(
            Id(block.Block),
            [.. Enum.GetValues<BlockChangeKinds>().Where(kind => kind != 0 && block.Kinds.HasFlag(kind) && int.IsPow2((int)kind)).Select(kind => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()))],
            block.Type,
            block.OldType,
            block.Index < 0 ? null : Id(block.Parent),
            block.Index,
            [.. block.Text.Select(step => new TextStep(JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()), step.Length, step.Kind == TextDeltaKind.Insert ? step.Text : null))],
            [.. block.Properties.Select(property => property.Key)]))]);

    /// <summary>Null for the page itself.</summary>
    private static Guid? Id(BlockId block) => block == BlockId.Root ? null : block.ToGuid();
}
