using System.Net;
using Microsoft.Extensions.Options;

namespace Notion.Server.Accounts;

/// <summary>
/// Slows down guessing: failed sign-ins are counted per email and address, per address, and per email; sign-ups per address.
/// </summary>
/// <remarks>
/// The first limit stops guessing one password; the second, guessing many accounts from one place; the third, guessing one account from
/// many places. The last two are wider, so that one clumsy neighbour locks nobody out. An attempt counts as failed from its beginning until it succeeds, so that many at
/// once get no more guesses than one after the other. Counts live in the memory of each node and are bounded: when too many keys are held, the expired go, and if none is
/// expired those that end first. Thread-safe.
/// </remarks>
internal sealed class SignInGuard(IOptions<NotionServerOptions> options, TimeProvider time)
{
    private const int WideFactor = 20;
    private const int MaxKeys = 100_000;

    private static readonly TimeSpan SignUpWindow = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly int _limit = options.Value.SignInFailureLimit;
    private readonly int _signUps = options.Value.SignUpLimit;
    private readonly TimeSpan _length = options.Value.SignInFailureWindow;

    /// <summary>Begins an attempt. Null when it is allowed; it counts as failed until <see cref="Succeeded"/>. Else how long to wait.</summary>
    /// <param name="email">The account that is tried.</param>
    /// <param name="address">From where.</param>
    /// <param name="attempts">How many attempts, this one included, have failed for this email from this address.</param>
    public TimeSpan? Begin(string email, IPAddress? address, out int attempts) => Begin(Keys(email, address), _length, out attempts);

    /// <summary>The attempt was none of a guesser.</summary>
    public void Succeeded(string email, IPAddress? address)
    {
        (string Key, int Limit)[] keys = Keys(email, address);
        lock (_gate)
        {
            _windows.Remove(keys[0].Key);
            foreach ((string key, _) in keys.AsSpan(1))
                if (_windows.TryGetValue(key, out Window window))
                {
                    if (window.Count > 1) _windows[key] = window with { Count = window.Count - 1 };
                    else _windows.Remove(key);
                }
        }
    }

    /// <summary>Counts a sign-up. Null when it is allowed, else how long to wait.</summary>
    public TimeSpan? BeginSignUp(IPAddress? address) => Begin([($"+{address}", _signUps)], SignUpWindow, out _);

    /// <summary>Counts a sign-in that goes to a provider. Null when it is allowed, else how long to wait.</summary>
    public TimeSpan? BeginWithProvider(IPAddress? address) => Begin([($"~{address}", _limit * WideFactor)], _length, out _);

    private TimeSpan? Begin((string Key, int Limit)[] keys, TimeSpan length, out int attempts)
    {
        DateTimeOffset now = time.GetUtcNow();
        attempts = 0;
        lock (_gate)
        {
            TimeSpan? wait = null;
            foreach ((string key, int limit) in keys)
                if (_windows.TryGetValue(key, out Window window) && window.Count >= limit && window.End - now is { Ticks: > 0 } left && (wait is null || left > wait))
                    wait = left;
            if (wait is not null) return wait;

            foreach ((string key, _) in keys)
            {
                bool running = _windows.TryGetValue(key, out Window window) && window.End > now;
                if (!running && _windows.Count >= MaxKeys) MakeRoom(now);
                _windows[key] = new Window(running ? window.Count + 1 : 1, now + length);
            }
            attempts = _windows[keys[0].Key].Count;
            return null;
        }
    }

    private (string Key, int Limit)[] Keys(string email, IPAddress? address) =>
        [($"{address} {email}", _limit), ($"{address}", _limit * WideFactor), ($" {email}", _limit * WideFactor)];

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (string key in _windows.Where(entry => entry.Value.End <= now).Select(entry => entry.Key).ToList()) _windows.Remove(key);
        if (_windows.Count < MaxKeys) return;
        foreach (string key in _windows.OrderBy(entry => entry.Value.End).Take(MaxKeys / 10).Select(entry => entry.Key).ToList()) _windows.Remove(key);
    }

    private readonly record struct Window(int Count, DateTimeOffset End);
}
