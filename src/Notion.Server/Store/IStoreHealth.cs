namespace Notion.Server.Store;

/// <summary>Whether the store can do its work now.</summary>
internal interface IStoreHealth
{
    /// <summary>Reads and writes once.</summary>
    /// <exception cref="StoreException">It could not; the code says why.</exception>
    Task ProbeAsync(CancellationToken cancellation = default);
}
