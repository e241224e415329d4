namespace Notion.Server.Store.Sql;

internal sealed class SqlAuditLog(ISqlDatabase database) : IAuditLog
{
    public Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync(
            $"""
            INSERT INTO audit_log (timestamp, event_type, user_id, resource_type, resource_id, action, metadata, ip_address, user_agent)
            VALUES (@at, @event, @user, @type, @resource, @action, @metadata, {SqlText.Address(session.Dialect, "@ip")}, @agent)
            """,
            ("@at", auditEvent.Timestamp),
            ("@event", auditEvent.EventType),
            ("@user", auditEvent.UserId),
            ("@type", auditEvent.ResourceType),
            ("@resource", auditEvent.ResourceId),
            ("@action", auditEvent.Action),
            ("@metadata", new SqlJson(auditEvent.Metadata)),
            ("@ip", auditEvent.IpAddress),
            ("@agent", auditEvent.UserAgent)),
        cancellation);
}
