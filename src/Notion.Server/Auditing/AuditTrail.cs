using System.Text.Json;
using Notion.Server.Json;
using Notion.Server.Store;

namespace Notion.Server.Auditing;

/// <summary>The events that are audited, as they happen, with where the request came from.</summary>
internal sealed class AuditTrail(IAuditLog log, IHttpContextAccessor http, TimeProvider time)
{
    private const int MaxUserAgent = 512;

    public Task LoggedInAsync(Guid userId, CancellationToken cancellation) =>
        AppendAsync("user.login", userId, "user", userId, "read", new() { ["method"] = "password" }, cancellation);

    /// <summary>Nobody is known to have failed, so the event has no user; the email is what was tried.</summary>
    public Task LoginFailedAsync(string email, CancellationToken cancellation) =>
        AppendAsync("user.login_failed", null, "user", null, "read", new() { ["reason"] = "wrong_credentials", ["email"] = email }, cancellation);

    public Task PageCreatedAsync(Guid userId, Page page, CancellationToken cancellation) =>
        AppendAsync("page.created", userId, "page", page.Id, "create", new() { ["parentId"] = page.ParentId?.ToString(), ["title"] = page.Title }, cancellation);

    public Task MemberAddedAsync(Guid byUserId, Guid workspaceId, Guid userId, string role, CancellationToken cancellation) =>
        AppendAsync("workspace.member_added", userId, "workspace", workspaceId, "update", new() { ["role"] = role, ["invitedBy"] = byUserId.ToString() }, cancellation);

    public Task PageSharedAsync(Guid userId, Guid workspaceId, Guid pageId, string shareType, Guid? recipientId, string level, CancellationToken cancellation) =>
        AppendAsync("page.shared", userId, "page", pageId, "share", new() { ["shareType"] = shareType, ["recipientId"] = recipientId?.ToString(), ["level"] = level }, cancellation);

    public Task MemberRemovedAsync(Guid byUserId, Guid workspaceId, Guid userId, string reason, CancellationToken cancellation) =>
        AppendAsync("workspace.member_removed", userId, "workspace", workspaceId, "delete", new() { ["removedBy"] = byUserId.ToString(), ["reason"] = reason }, cancellation);

    public Task BlockDeletedAsync(Guid? userId, Guid workspaceId, Guid pageId, Guid blockId, string blockType, CancellationToken cancellation) =>
        AppendAsync("block.deleted", userId, "block", blockId, "delete", new() { ["blockType"] = blockType, ["pageId"] = pageId.ToString() }, cancellation);

    private Task AppendAsync(
        string eventType, Guid? userId, string resourceType, Guid? resourceId, string action, Dictionary<string, string?> metadata, CancellationToken cancellation)
    {
        HttpContext? context = http.HttpContext;
        string? agent = context?.Request.Headers.UserAgent.ToString();
        return log.AppendAsync(
            new AuditEvent(
                time.GetUtcNow(),
                eventType,
                userId,
                resourceType,
                resourceId,
                action,
                JsonSerializer.Serialize(metadata, ServerJson.Default.DictionaryStringString),
                context?.Connection.RemoteIpAddress?.ToString(),
                agent is { Length: > MaxUserAgent } ? agent[..MaxUserAgent] : agent),
            cancellation);
    }
}
