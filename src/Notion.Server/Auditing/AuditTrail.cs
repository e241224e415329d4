using System.Net;
using System.Net.Sockets;
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

    public Task MemberAddedAsync(Guid byUserId, Guid workspaceId, Guid userId, CancellationToken cancellation) =>
        AppendAsync("workspace.member_added", userId, "workspace", workspaceId, "update", new() { ["role"] = "member", ["invitedBy"] = byUserId.ToString() }, cancellation);

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
                Address(context?.Connection.RemoteIpAddress),
                agent is { Length: > MaxUserAgent } ? agent[..MaxUserAgent] : agent),
            cancellation);
    }

    /// <summary>Without the network interface that a link-local address comes with: it means something only here and now.</summary>
    private static string? Address(IPAddress? address) => address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()).ToString() : address?.ToString();
}
