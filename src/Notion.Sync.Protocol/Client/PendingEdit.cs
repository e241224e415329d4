namespace Notion.Sync.Protocol;

/// <summary>A change on its way to being durable. Guarded by its page's lock, but for <see cref="StoreId"/>.</summary>
internal sealed class PendingEdit(LocalChange change, bool isSupply = false)
{
    private long _storeId;

    public LocalChange Change { get; } = change;

    /// <summary>Somebody else's, sent because the server lacks it: not a local edit, and stored already.</summary>
    public bool IsSupply { get; } = isSupply;

    /// <summary>Whether it may be sent: what is not stored yet must not.</summary>
    public bool IsStored => IsSupply || StoreId != 0;

    /// <summary>Its id in the store's pending list; 0 until it is there.</summary>
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
