using Microsoft.Extensions.Options;
using Notion.Server.ExternalSignIn;
using Notion.Server.Store.Postgres;

namespace Notion.Server.Hosting;

/// <summary>Holds the options to the ranges that their documentation names.</summary>
internal sealed class NotionServerOptionsValidator : IValidateOptions<NotionServerOptions>
{
    public ValidateOptionsResult Validate(string? name, NotionServerOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            failures.Add("Notion:DataDirectory is empty: name the directory that everything durable goes to.");
        if (options.Postgres is not null && PostgresDatabase.Refuse(options.Postgres) is { } refusal) failures.Add($"Notion:Postgres {refusal}");
        foreach (string origin in options.AllowedOrigins)
            if (origin != "*" && !IsOrigin(origin))
                failures.Add($"Notion:AllowedOrigins holds '{origin}': write scheme, host and port without a path, as in https://notes.example.com, or *.");
        foreach ((string provider, SignInProvider settings) in options.SignInProviders) Check(failures, provider, settings);
        Range(failures, options.SessionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(90), nameof(options.SessionLifetime));
        Range(failures, options.SignInFailureLimit, 1, 1_000, nameof(options.SignInFailureLimit));
        Range(failures, options.SignInFailureWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(options.SignInFailureWindow));
        Range(failures, options.SignUpLimit, 1, 1_000_000, nameof(options.SignUpLimit));
        Range(failures, options.MaxRequestBytes, 1 << 10, 64 << 20, nameof(options.MaxRequestBytes));
        Range(failures, options.ApiRequestsPerSecond, 1, 1_000_000, nameof(options.ApiRequestsPerSecond));
        Range(failures, options.MaxFrameBytes, 16 << 10, 64 << 20, nameof(options.MaxFrameBytes));
        Range(failures, options.MaxPagesPerConnection, 1, 100_000, nameof(options.MaxPagesPerConnection));
        Range(failures, options.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.IdleTimeout));
        Range(failures, options.MaxClockDrift, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(options.MaxClockDrift));
        Range(failures, options.CommitWindow, TimeSpan.Zero, TimeSpan.FromMilliseconds(100), nameof(options.CommitWindow));
        Range(failures, options.MaxCommitGroup, 1, 100_000, nameof(options.MaxCommitGroup));
        Range(failures, options.SnapshotInterval, 1, 1_000_000, nameof(options.SnapshotInterval));
        Range(failures, options.SnapshotBytes, 1 << 10, 1 << 30, nameof(options.SnapshotBytes));
        Range(failures, options.MaxUncommittedBytes, 64 << 10, 1L << 30, nameof(options.MaxUncommittedBytes));
        Range(failures, options.RoomIdleTime, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(options.RoomIdleTime));
        Range(failures, options.PresenceLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.PresenceLifetime));
        Range(failures, options.DrainTime, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), nameof(options.DrainTime));
        Range(failures, options.MaxConnectionsPerUser, 1, 1_000_000, nameof(options.MaxConnectionsPerUser));
        Range(failures, options.MaxConnectionsPerAddress, 1, 1_000_000, nameof(options.MaxConnectionsPerAddress));
        Range(failures, options.DrainGrace, TimeSpan.Zero, options.DrainTime / 2, nameof(options.DrainGrace));
        if (options.DrainAddress is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out Uri? elsewhere) && elsewhere.Scheme is ("ws" or "wss")))
            failures.Add($"Notion:DrainAddress is '{address}': write a ws or wss address, as in wss://b.example.com/sync, or leave it out.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(List<string> failures, string name, SignInProvider provider)
    {
        string where = $"Notion:SignInProviders:{name}";
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) failures.Add($"{where}: name a provider with letters, digits and -.");
        if (!IsSafe(provider.Authority)) failures.Add($"{where}:Authority is '{provider.Authority}': give the issuer's https address (http only on loopback).");
        if (!IsSafe(provider.RedirectUri)) failures.Add($"{where}:RedirectUri is '{provider.RedirectUri}': give the https address of the page that people come back to (http only on loopback).");
        if (provider.ClientId.Length == 0) failures.Add($"{where}:ClientId is empty: give the id that the provider knows this server by.");
    }

    private static bool IsSafe(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https") && uri.PathAndQuery == "/" && !text.EndsWith('/');

    private static void Range<T>(List<string> failures, T value, T min, T max, string option)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            failures.Add($"Notion:{option} is {value}: set it from {min} to {max}.");
    }
}
