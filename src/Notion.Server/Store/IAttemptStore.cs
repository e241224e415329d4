namespace Notion.Server.Store;

/// <summary>How often something was tried lately, for all server processes on the store together.</summary>
internal interface IAttemptStore
{
    /// <summary>
    /// Counts an attempt under each key, or under none of them where one has had as many as it may. Of any number at once, from whichever process, no more are let through
    /// than one after the other.
    /// </summary>
    /// <param name="limits">Keys, each with the most attempts that it may have in its window; always in the same order of kinds.</param>
    /// <param name="now">The time.</param>
    /// <param name="window">How long an attempt counts. Each that is counted begins the window anew; one that is refused does not.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many the first key has had, this one included; or, where it is refused, for how long.</returns>
    Task<(int Attempts, TimeSpan? Wait)> BeginAsync(IReadOnlyList<AttemptLimit> limits, DateTimeOffset now, TimeSpan window, CancellationToken cancellation = default);

    /// <summary>Forgets all attempts of the first key, and takes one back from each of the others.</summary>
    Task TakeBackAsync(IReadOnlyList<AttemptLimit> limits, CancellationToken cancellation = default);

    /// <summary>Forgets those whose window is over; returns how many keys.</summary>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default);
}
