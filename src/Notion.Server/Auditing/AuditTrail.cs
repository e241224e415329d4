using System.Globalization;
using System.Text.Json;
using Notion.Server.Json;
using Notion.Server.Store;

namespace Notion.Server.Auditing;

/// <summary>The events that are audited, as they happen, with where the request came from.</summary>
internal sealed class AuditTrail(IAuditLog log, IHttpContextAccessor http, TimeProvider time)
{
    /// <param name="userId">Who.</param>
    /// <param name="method">How: <c>password</c> or <c>oauth</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task LoggedInAsync(Guid userId, string method, CancellationToken cancellation) =>
        AppendAsync("user.login", userId, null, "user", userId, "read", new() { ["method"] = method }, cancellation);

    /// <summary>Nobody is known to have failed, so the event has no user; the email is what was tried.</summary>
    /// <param name="email">What was tried.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="attempts">How many attempts have failed so for this email from this address.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task LoginFailedAsync(string email, string reason, int attempts, CancellationToken cancellation) =>
        AppendAsync(
            "user.login_failed",
            null,
            null,
            "user",
            null,
            "read",
            new() { ["reason"] = reason, ["email"] = email, ["attemptCount"] = attempts.ToString(CultureInfo.InvariantCulture) },
            cancellation);

    public Task PageCreatedAsync(Guid userId, Page page, CancellationToken cancellation) =>
        AppendAsync("page.created", userId, page.WorkspaceId, "page", page.Id, "create", new() { ["parentId"] = page.ParentId?.ToString(), ["title"] = page.Title }, cancellation);

    /// <summary>Who may do what on a page has changed.</summary>
    /// <param name="userId">Who changed it.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="shareType">With what: a user, a group, everyone, guests, a link.</param>
    /// <param name="recipientId">With whom; null for a link.</param>
    /// <param name="level">What they may do now; <c>none</c> when it was taken back.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task PageSharedAsync(Guid userId, Guid workspaceId, Guid pageId, string shareType, Guid? recipientId, string level, CancellationToken cancellation) =>
        AppendAsync(
            "page.shared", userId, workspaceId, "page", pageId, "share", new() { ["shareType"] = shareType, ["recipientId"] = recipientId?.ToString(), ["level"] = level }, cancellation);

    public Task PageExportedAsync(Guid userId, Guid workspaceId, Guid pageId, string format, bool includeSubpages, CancellationToken cancellation) =>
        AppendAsync(
            "page.exported", userId, workspaceId, "page", pageId, "export", new() { ["format"] = format, ["includeSubpages"] = includeSubpages ? "true" : "false" }, cancellation);

    /// <param name="byUserId">Who added or invited them.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="userId">Who joined.</param>
    /// <param name="role">As what.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task MemberAddedAsync(Guid byUserId, Guid workspaceId, Guid userId, string role, CancellationToken cancellation) =>
        AppendAsync("workspace.member_added", userId, workspaceId, "workspace", workspaceId, "update", new() { ["role"] = role, ["invitedBy"] = byUserId.ToString() }, cancellation);

    /// <param name="byUserId">Who removed them; they themselves when they left.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="userId">Who is gone.</param>
    /// <param name="reason">Why: <c>removed</c> or <c>left</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task MemberRemovedAsync(Guid byUserId, Guid workspaceId, Guid userId, string reason, CancellationToken cancellation) =>
        AppendAsync("workspace.member_removed", userId, workspaceId, "workspace", workspaceId, "delete", new() { ["removedBy"] = byUserId.ToString(), ["reason"] = reason }, cancellation);

    /// <summary>A block is gone for good, its history included: a page that was deleted, since no other block loses its history.</summary>
    /// <param name="userId">Who deleted it; null when its time in the trash was over.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="pageId">The page that it was on, or was.</param>
    /// <param name="blockId">The block.</param>
    /// <param name="blockType">What kind of block.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task BlockDeletedAsync(Guid? userId, Guid workspaceId, Guid pageId, Guid blockId, string blockType, CancellationToken cancellation) =>
        AppendAsync("block.deleted", userId, workspaceId, "block", blockId, "delete", new() { ["blockType"] = blockType, ["pageId"] = pageId.ToString() }, cancellation);

    private Task AppendAsync(
        string eventType, Guid? userId, Guid? workspaceId, string resourceType, Guid? resourceId, string action, Dictionary<string, string?> metadata, CancellationToken cancellation) =>
        log.AppendAsync(
            new AuditEvent(
                time.GetUtcNow(),
                eventType,
                userId,
                workspaceId,
                resourceType,
                resourceId,
                action,
                JsonSerializer.Serialize(metadata, ServerJson.Default.DictionaryStringString),
                RequestOrigin.Of(http.HttpContext)),
            cancellation);
}
