namespace Notion.Server.Store.Sql;

internal sealed class SqlAuditLog(ISqlDatabase database) : IAuditLog
{
    public Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellation = default) => database.WriteAsync(session => AuditRows.AppendAsync(session, auditEvent), cancellation);

    public async Task<IReadOnlyList<AuditRecord>> ListAsync(Guid workspaceId, long? before, int limit, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            $"""
            SELECT id, timestamp, event_type, user_id, workspace_id, resource_type, resource_id, action, metadata, {SqlText.AddressText(session.Dialect, "ip_address")}, user_agent
            FROM audit_log WHERE workspace_id = @workspace AND id < @before ORDER BY id DESC LIMIT @limit
            """,
            Map,
            ("@workspace", workspaceId),
            ("@before", before ?? long.MaxValue),
            ("@limit", limit)),
        cancellation).ConfigureAwait(false);

    private static AuditRecord Map(SqlRow row) => new(
        row.Number(0),
        new AuditEvent(
            row.Time(1),
            row.Text(2),
            row.OptionalId(3),
            row.OptionalId(4),
            row.Text(5),
            row.OptionalId(6),
            row.Text(7),
            row.Text(8),
            new RequestOrigin(row.OptionalText(9), row.OptionalText(10))));
}
