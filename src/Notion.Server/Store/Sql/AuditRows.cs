namespace Notion.Server.Store.Sql;

/// <summary>The rows of the audit log, written in the unit of work that does what they tell of.</summary>
internal static class AuditRows
{
    public static ValueTask<int> AppendAsync(ISqlSession session, AuditEvent happened) => session.ExecuteAsync(
        $"""
        INSERT INTO audit_log (timestamp, event_type, user_id, workspace_id, resource_type, resource_id, action, metadata, ip_address, user_agent)
        VALUES (@at, @event, @user, @workspace, @type, @resource, @action, @metadata, {SqlText.Address(session.Dialect, "@ip")}, @agent)
        """,
        ("@at", happened.Timestamp),
        ("@event", happened.EventType),
        ("@user", happened.UserId),
        ("@workspace", happened.WorkspaceId),
        ("@type", happened.ResourceType),
        ("@resource", happened.ResourceId),
        ("@action", happened.Action),
        ("@metadata", new SqlJson(happened.Metadata)),
        ("@ip", happened.Origin.Address),
        ("@agent", happened.Origin.UserAgent));
}
