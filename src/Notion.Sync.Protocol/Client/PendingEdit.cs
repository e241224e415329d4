using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>A change on its way to being durable.</summary>
internal sealed class PendingEdit(LocalChange change, bool isSupply = false)
{
    public LocalChange Change { get; } = change;

    /// <summary>The last operation of it, which names it.</summary>
    public OpId Operation => new(Change.Replica, Change.End - 1);

    /// <summary>Somebody else's, sent because the server lacks it: not a local edit, and stored already.</summary>
    public bool IsSupply { get; } = isSupply;

    /// <summary>Whether it may be sent: what is not stored yet must not.</summary>
    public bool IsStored => IsSupply || StoreId != 0;

    /// <summary>Its id in the store's pending list; 0 until it is there.</summary>
    public long StoreId { get; set; }

    /// <summary>Whether the server has it in memory, as far as this connection knows.</summary>
    public bool IsReceived { get; set; }

    /// <summary>To be sent in a batch of its own, because one with others was refused.</summary>
    public bool GoesAlone { get; set; }
}
