using System.Globalization;
using System.Text.Json;
using Notion.Server.Json;
using Notion.Server.Store;

namespace Notion.Server.Auditing;

/// <summary>Words the events that are audited, with where the request came from. The store writes each in the transaction of what it tells of, so that neither is there without the other.</summary>
internal sealed class AuditTrail(IAuditLog log, IHttpContextAccessor http, TimeProvider time)
{
    /// <param name="userId">Who.</param>
    /// <param name="method">How: <c>password</c> or <c>oauth</c>.</param>
    public AuditEvent LoggedIn(Guid userId, string method) => Event("user.login", userId, null, "user", userId, "read", new() { ["method"] = method });

    /// <summary>Nobody is known to have failed, so the event has no user; the email is what was tried. It tells of nothing that was done, so it is written by itself.</summary>
    /// <param name="email">What was tried.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="attempts">How many attempts have failed so for this email from this address.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task LoginFailedAsync(string email, string reason, int attempts, CancellationToken cancellation) => log.AppendAsync(
        Event("user.login_failed", null, null, "user", null, "read", new() { ["reason"] = reason, ["email"] = email, ["attemptCount"] = attempts.ToString(CultureInfo.InvariantCulture) }),
        cancellation);

    public AuditEvent PageCreated(Guid userId, Page page) => PagesCreated(userId)(page);

    /// <summary>The same for pages of which the store will know the ids: it may call this from any thread.</summary>
    public Func<Page, AuditEvent> PagesCreated(Guid userId) =>
        Later<Page>(page => ("page.created", userId, page.WorkspaceId, "page", page.Id, "create", new() { ["parentId"] = page.ParentId?.ToString(), ["title"] = page.Title }));

    /// <summary>Who may do what on a page has changed.</summary>
    /// <param name="userId">Who changed it.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="pageId">The page.</param>
    /// <param name="shareType">With what: a user, a group, everyone, guests, a link, an invitation.</param>
    /// <param name="recipientId">With whom; null for a link or an invitation.</param>
    /// <param name="level">What they may do now; <c>none</c> when it was taken back.</param>
    public AuditEvent PageShared(Guid userId, Guid workspaceId, Guid pageId, string shareType, Guid? recipientId, string level) =>
        Event("page.shared", userId, workspaceId, "page", pageId, "share", new() { ["shareType"] = shareType, ["recipientId"] = recipientId?.ToString(), ["level"] = level });

    public AuditEvent PageExported(Guid userId, Guid workspaceId, Guid pageId, string format, bool includeSubpages) =>
        Event("page.exported", userId, workspaceId, "page", pageId, "export", new() { ["format"] = format, ["includeSubpages"] = includeSubpages ? "true" : "false" });

    /// <param name="byUserId">Who added or invited them.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="userId">Who joined.</param>
    /// <param name="role">As what.</param>
    public AuditEvent MemberAdded(Guid byUserId, Guid workspaceId, Guid userId, string role) =>
        Event("workspace.member_added", userId, workspaceId, "workspace", workspaceId, "update", new() { ["role"] = role, ["invitedBy"] = byUserId.ToString() });

    /// <param name="byUserId">Who removed them; they themselves when they left.</param>
    /// <param name="workspaceId">Where.</param>
    /// <param name="userId">Who is gone.</param>
    public AuditEvent MemberRemoved(Guid byUserId, Guid workspaceId, Guid userId) => Event(
        "workspace.member_removed", userId, workspaceId, "workspace", workspaceId, "delete", new() { ["removedBy"] = byUserId.ToString(), ["reason"] = userId == byUserId ? "left" : "removed" });

    /// <summary>Blocks are gone for good, their history included: pages that were deleted, since no other block loses its history. The store may call it from any thread.</summary>
    /// <param name="userId">Who deletes them; null when their time in the trash was over.</param>
    public Func<Page, AuditEvent> PagesDeleted(Guid? userId) =>
        Later<Page>(page => ("block.deleted", userId, page.WorkspaceId, "block", page.Id, "delete", new() { ["blockType"] = "page", ["pageId"] = page.Id.ToString() }));

    /// <summary>The time and the request are those of this call, the rest follows.</summary>
    private Func<T, AuditEvent> Later<T>(Func<T, (string Type, Guid? User, Guid? Workspace, string Kind, Guid? Resource, string Action, Dictionary<string, string?> Metadata)> describe)
    {
        (DateTimeOffset now, RequestOrigin origin) = (time.GetUtcNow(), RequestOrigin.Of(http.HttpContext));
        return subject =>
        {
            (string type, Guid? user, Guid? workspace, string kind, Guid? resource, string action, Dictionary<string, string?> metadata) = describe(subject);
            return new AuditEvent(now, type, user, workspace, kind, resource, action, JsonSerializer.Serialize(metadata, ServerJson.Default.DictionaryStringString), origin);
        };
    }

    private AuditEvent Event(string type, Guid? user, Guid? workspace, string kind, Guid? resource, string action, Dictionary<string, string?> metadata) =>
        Later<Dictionary<string, string?>>(told => (type, user, workspace, kind, resource, action, told))(metadata);
}
