using System.Net;
using Microsoft.Extensions.Options;

namespace Notion.Server.Accounts;

/// <summary>
/// Slows down guessing: failed sign-ins are counted per email and address, per address, and per email, each in a sliding window.
/// </summary>
/// <remarks>
/// The first limit stops guessing one password; the second, guessing many accounts from one place; the third, guessing one account from
/// many places. The last two are wider, so that one clumsy neighbour locks nobody out. Counts live in memory and are bounded: when too
/// many keys are held, the expired go, and if none is expired the oldest. Thread-safe.
/// </remarks>
internal sealed class SignInGuard(IOptions<NotionServerOptions> options, TimeProvider time)
{
    private const int WideFactor = 20;
    private const int MaxKeys = 100_000;

    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly int _limit = options.Value.SignInFailureLimit;
    private readonly TimeSpan _length = options.Value.SignInFailureWindow;

    /// <summary>Null when another attempt is allowed; else how long to wait.</summary>
    public TimeSpan? Refuse(string email, IPAddress? address)
    {
        lock (_gate)
        {
            TimeSpan? wait = null;
            foreach ((string key, int limit) in Keys(email, address))
                if (_windows.TryGetValue(key, out Window window) && window.Failures >= limit && window.End - time.GetUtcNow() is { Ticks: > 0 } left && (wait is null || left > wait))
                    wait = left;
            return wait;
        }
    }

    public void Failed(string email, IPAddress? address)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            foreach ((string key, _) in Keys(email, address))
            {
                bool running = _windows.TryGetValue(key, out Window window) && window.End > now;
                if (!running && _windows.Count >= MaxKeys) MakeRoom(now);
                _windows[key] = new Window(running ? window.Failures + 1 : 1, now + _length);
            }
        }
    }

    public void Succeeded(string email, IPAddress? address)
    {
        lock (_gate) _windows.Remove(Keys(email, address)[0].Key);
    }

    private (string Key, int Limit)[] Keys(string email, IPAddress? address) =>
        [($"{address} {email}", _limit), ($"{address}", _limit * WideFactor), ($" {email}", _limit * WideFactor)];

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (string key in _windows.Where(entry => entry.Value.End <= now).Select(entry => entry.Key).ToList()) _windows.Remove(key);
        if (_windows.Count < MaxKeys) return;
        foreach (string key in _windows.OrderBy(entry => entry.Value.End).Take(MaxKeys / 10).Select(entry => entry.Key).ToList()) _windows.Remove(key);
    }

    private readonly record struct Window(int Failures, DateTimeOffset End);
}
