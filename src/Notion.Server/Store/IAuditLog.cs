namespace Notion.Server.Store;

/// <summary>What happened that matters for security; append-only.</summary>
internal interface IAuditLog
{
    Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellation = default);
}
