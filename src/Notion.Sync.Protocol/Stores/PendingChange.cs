namespace Notion.Sync.Protocol;

/// <summary>A change that is not known to be durable at the server.</summary>
/// <param name="Id">Its id in the store.</param>
/// <param name="Change">The change.</param>
public sealed record PendingChange(long Id, LocalChange Change)
{
    /// <summary>Why it was taken back; null where it was not. It is no longer in the page then, and stays here until the application has been told.</summary>
    public SyncErrorCode? RefusedWith { get; init; }
}
