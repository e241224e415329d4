namespace Notion.Server.Store;

/// <summary>The store before the first request.</summary>
internal interface IStoreOpening
{
    /// <summary>Where the data lie, for people: no password in it.</summary>
    string Location { get; }

    /// <summary>Connects, and checks that the data are this version's, or brings them to it where that is wanted.</summary>
    /// <returns>Whether nobody has ever used it: no account is in it.</returns>
    /// <exception cref="StoreException">It cannot be used as it is; the message says what to do.</exception>
    Task<bool> OpenAsync(CancellationToken cancellation = default);

    /// <summary>Brings the schema to this version's; several processes may try at once.</summary>
    /// <exception cref="StoreException">It could not; the message says what to do.</exception>
    Task MigrateAsync(CancellationToken cancellation = default);
}
