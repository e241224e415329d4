using System.Net;
using Microsoft.Extensions.Options;
using Notion.Server.Hosting;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>
/// Slows down guessing: failed sign-ins are counted per email and address, per address, and per email; sign-ups per address.
/// </summary>
/// <remarks>
/// The first limit stops guessing one password; the second, guessing many accounts from one place; the third, guessing one account from
/// many places. The last two are wider, so that one clumsy neighbour locks nobody out. An attempt counts as failed from its beginning until it succeeds, so that many at
/// once get no more guesses than one after the other. The counts are in the store: they hold for all server processes together, and outlive them. Thread-safe.
/// </remarks>
internal sealed class SignInGuard(IAttemptStore attempts, IOptions<NotionServerOptions> options, TimeProvider time)
{
    private const int WideFactor = 20;

    private static readonly TimeSpan SignUpWindow = TimeSpan.FromHours(1);

    private readonly int _limit = options.Value.SignInFailureLimit;
    private readonly int _signUps = options.Value.SignUpLimit;
    private readonly TimeSpan _length = options.Value.SignInFailureWindow;

    /// <summary>Begins an attempt. It counts as failed until <see cref="SucceededAsync"/>.</summary>
    /// <param name="email">The account that is tried.</param>
    /// <param name="address">From where.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many attempts, this one included, have failed for this email from this address; and how long to wait, where it is not allowed.</returns>
    public Task<(int Attempts, TimeSpan? Wait)> BeginAsync(string email, IPAddress? address, CancellationToken cancellation) =>
        attempts.BeginAsync(Limits(email, address), time.GetUtcNow(), _length, cancellation);

    /// <summary>The attempt was none of a guesser.</summary>
    public Task SucceededAsync(string email, IPAddress? address, CancellationToken cancellation) => attempts.TakeBackAsync(Limits(email, address), cancellation);

    /// <summary>Counts a sign-up. Null when it is allowed, else how long to wait.</summary>
    public Task<TimeSpan?> BeginSignUpAsync(IPAddress? address, CancellationToken cancellation) => CountAsync("sign-up", address, _signUps, SignUpWindow, cancellation);

    /// <summary>Counts a sign-in that goes to a provider. Null when it is allowed, else how long to wait.</summary>
    public Task<TimeSpan?> BeginWithProviderAsync(IPAddress? address, CancellationToken cancellation) => CountAsync("provider", address, _limit * WideFactor, _length, cancellation);

    private async Task<TimeSpan?> CountAsync(string kind, IPAddress? address, int most, TimeSpan window, CancellationToken cancellation) =>
        (await attempts.BeginAsync([AttemptLimit.Of($"{kind} from {Place(address)}", most)], time.GetUtcNow(), window, cancellation)).Wait;

    private AttemptLimit[] Limits(string email, IPAddress? address)
    {
        IPAddress? place = Place(address);
        return [AttemptLimit.Of($"{email} from {place}", _limit), AttemptLimit.Of($"from {place}", _limit * WideFactor), AttemptLimit.Of($"{email}", _limit * WideFactor)];
    }

    private static IPAddress? Place(IPAddress? address) => address is null ? null : ClientNetwork.Of(address);
}
