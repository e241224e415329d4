namespace Notion.Sync.Protocol;

/// <summary>A local change on its way to being durable. Guarded by its page's lock, but for <see cref="StoreId"/>.</summary>
internal sealed class PendingEdit(LocalChange change)
{
    private long _storeId;

    public LocalChange Change { get; } = change;

    /// <summary>Its id in the store; 0 until it is stored, and until then it is not sent.</summary>
    public long StoreId
    {
        get => Volatile.Read(ref _storeId);
        set => Volatile.Write(ref _storeId, value);
    }

    /// <summary>Whether the server has it in memory, as far as this connection knows.</summary>
    public bool IsReceived { get; set; }

    /// <summary>Older than a rejected change, so it stays when the page is rebuilt.</summary>
    public bool SurvivesRebuild { get; set; }
}
