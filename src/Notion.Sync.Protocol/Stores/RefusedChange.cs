namespace Notion.Sync.Protocol;

/// <summary>A pending change that was taken back, and of which the application has not been told.</summary>
/// <param name="Id">Its id in the store.</param>
/// <param name="Code">Why.</param>
public sealed record RefusedChange(long Id, SyncErrorCode Code);
