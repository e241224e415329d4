namespace Notion.Server.Store.Sqlite;

internal sealed class SqliteAuditLog(SqliteDatabase database) : IAuditLog
{
    public Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.Execute(
            """
            INSERT INTO audit_log (timestamp, event_type, user_id, resource_type, resource_id, action, metadata, ip_address, user_agent)
            VALUES ($at, $event, $user, $type, $resource, $action, $metadata, $ip, $agent)
            """,
            ("$at", auditEvent.Timestamp.ToSql()),
            ("$event", auditEvent.EventType),
            ("$user", auditEvent.UserId.ToSql()),
            ("$type", auditEvent.ResourceType),
            ("$resource", auditEvent.ResourceId.ToSql()),
            ("$action", auditEvent.Action),
            ("$metadata", auditEvent.Metadata),
            ("$ip", auditEvent.IpAddress),
            ("$agent", auditEvent.UserAgent)),
        cancellation);
}
