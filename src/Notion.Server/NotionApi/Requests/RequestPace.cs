using Microsoft.Extensions.Options;

namespace Notion.Server.NotionApi;

/// <summary>
/// How many requests an integration may make: a bucket of tokens for each (Turner 1986), that fills at a steady rate and holds ten seconds' worth. In the memory of each process. Thread-safe.
/// </summary>
internal sealed class RequestPace(IOptions<NotionServerOptions> options, TimeProvider time)
{
    private const double Seconds = 10;

    /// <summary>More are forgotten, which gives whoever comes next a full bucket.</summary>
    private const int MaxBuckets = 100_000;

    private readonly double _rate = options.Value.ApiRequestsPerSecond;
    private readonly Dictionary<Guid, Bucket> _buckets = [];
    private readonly Lock _gate = new();

    /// <summary>Takes a token. Null when there was one; else how long until there is.</summary>
    /// <param name="who">The integration, or the user.</param>
    public TimeSpan? Take(Guid who)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_buckets.TryGetValue(who, out Bucket bucket))
            {
                if (_buckets.Count >= MaxBuckets) _buckets.Clear();
                bucket = new Bucket(_rate * Seconds, now);
            }
            double tokens = Math.Min(_rate * Seconds, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * _rate));
            bool taken = tokens >= 1;
            _buckets[who] = new Bucket(taken ? tokens - 1 : tokens, now);
            return taken ? null : TimeSpan.FromSeconds((1 - tokens) / _rate);
        }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
