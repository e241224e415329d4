namespace Notion.Sync.Protocol;

/// <summary>A change made here that is not known to be durable at the server.</summary>
/// <param name="Id">Its id in the store.</param>
/// <param name="Change">The change.</param>
public sealed record PendingChange(long Id, LocalChange Change);
