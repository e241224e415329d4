namespace Notion.Server.Store;

/// <summary>An event as it stands in the log.</summary>
/// <param name="Id">Rises with every event.</param>
internal sealed record AuditRecord(long Id, AuditEvent Event);
