using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>When work that failed is run again: at once for a broken connection, after growing, random waits for a transaction that met another.</summary>
internal sealed class PostgresRetries(Random random)
{
    private const int MaxCollisions = 12;
    private const int MaxBroken = 2;
    private const double FirstWait = 2;
    private const double LastWait = 250;

    private readonly Lock _gate = new();

    /// <param name="exception">What happened, before anything was committed.</param>
    /// <param name="attempt">How often it was tried, this failure included.</param>
    /// <returns>How long to wait; null when trying again is the caller's business.</returns>
    public TimeSpan? Delay(NpgsqlException exception, int attempt)
    {
        if (PostgresErrors.IsCollision(exception)) return attempt < MaxCollisions ? Wait(attempt) : null;
        return PostgresErrors.IsBroken(exception) && attempt < MaxBroken ? TimeSpan.Zero : null;
    }

    private TimeSpan Wait(int attempt)
    {
        double most = Math.Min(LastWait, FirstWait * Math.Pow(2, attempt));
        lock (_gate) return TimeSpan.FromMilliseconds(random.NextDouble() * most);
    }
}
