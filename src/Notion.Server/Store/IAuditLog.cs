namespace Notion.Server.Store;

/// <summary>What happened that matters for security; append-only.</summary>
internal interface IAuditLog
{
    /// <summary>Appends an event that tells of nothing done in the store. Whatever does something takes its event along, and both are one transaction.</summary>
    Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellation = default);

    /// <summary>The events of a workspace, the newest first.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="before">Only events before this one; null for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<IReadOnlyList<AuditRecord>> ListAsync(Guid workspaceId, long? before, int limit, CancellationToken cancellation = default);
}
