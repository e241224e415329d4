namespace Notion.Server.Store;

/// <summary>Which requests were answered how, so that sending one again has no second effect.</summary>
internal interface IIdempotencyStore
{
    /// <summary>Takes the key, or says who has it.</summary>
    /// <param name="userId">Whose key.</param>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">A hash of the request.</param>
    /// <param name="newId">The id for what the request makes, if it is the first of the key.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">After how long a claim without an answer is another's to take: its worker has died.</param>
    /// <param name="lifetime">How long the key is remembered.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<KeyState> ClaimAsync(
        Guid userId, string key, byte[] fingerprint, Guid newId, DateTimeOffset now, TimeSpan lease, TimeSpan lifetime, CancellationToken cancellation = default);

    Task AnswerAsync(Guid userId, string key, StoredAnswer answer);

    /// <summary>Nothing was done: forgets the key.</summary>
    Task ForgetAsync(Guid userId, string key);

    /// <summary>Perhaps something was done: lets the next take the key at once, with the same id.</summary>
    Task LapseAsync(Guid userId, string key);

    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default);
}
