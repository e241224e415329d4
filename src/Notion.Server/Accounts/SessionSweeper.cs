using Notion.Server.Logging;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>Removes expired sessions, counts of attempts and answers to be repeated now and then; they count for nothing anyway, this only keeps the tables small.</summary>
internal sealed class SessionSweeper(ISessionStore sessions, IIdempotencyStore keys, IAttemptStore attempts, TimeProvider time, ILogger<SessionSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.RemoveExpiredAsync(time.GetUtcNow(), stoppingToken);
                await keys.RemoveExpiredAsync(time.GetUtcNow(), stoppingToken);
                await attempts.RemoveExpiredAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (StoreException exception)
            {
                ServerLog.SessionSweepFailed(logger, exception);
            }
        }
    }
}
