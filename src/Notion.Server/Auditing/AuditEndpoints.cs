using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Workspaces;

namespace Notion.Server.Auditing;

/// <summary><c>/api/workspaces/{id}/audit</c>: what happened in a workspace, for those who run it; the newest first.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static void MapAudit(this IEndpointRouteBuilder api) => api.MapGet("/workspaces/{workspaceId:guid}/audit", ListAsync);

    private static async Task<Results<Ok<AuditList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, long? after, int? limit, Caller caller, IWorkspaceStore workspaces, IAuditLog log, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, "Only owners and admins of a workspace read its audit. Ask one of them.", cancellation) is { } refusal) return refusal;
        if (limit is < 1 or > MaxLimit) return Problem.Field("limit", $"Ask for 1 to {MaxLimit} events at once.");
        int count = limit ?? DefaultLimit;
        IReadOnlyList<AuditRecord> found = await log.ListAsync(workspaceId, after, count + 1, cancellation);
        return TypedResults.Ok(new AuditList([.. found.Take(count).Select(Answer)], found.Count > count ? found[count - 1].Id : null));
    }

    private static AuditAnswer Answer(AuditRecord record)
    {
        AuditEvent happened = record.Event;
        return new AuditAnswer(
            record.Id,
            happened.Timestamp,
            happened.EventType,
            happened.UserId,
            happened.ResourceType,
            happened.ResourceId,
            happened.Action,
            JsonElement.Parse(happened.Metadata),
            happened.Origin.Address,
            happened.Origin.UserAgent);
    }
}
