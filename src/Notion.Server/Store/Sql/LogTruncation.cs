using System.Threading.Channels;
using Notion.Server.Logging;

namespace Notion.Server.Store.Sql;

/// <summary>
/// Cuts off what the logs of pages hold twice: a snapshot has all updates up to its own, history and authors included, so the log needs only what comes after it.
/// </summary>
/// <remarks>
/// <para>The last <see cref="Kept"/> updates before a snapshot stay. They are for rooms on other servers that are a little behind, and for a commit whose answer was lost, which finds itself in the log; a room
/// that is further behind is made anew from the store. So a log is never empty, and its end is where it was.</para>
/// <para>It runs behind the commits, a few rows in a transaction and one page at a time, so that no commit waits for a long one. What a server did not get to before it ended is done after the page's next snapshot.</para>
/// </remarks>
internal sealed class LogTruncation(ISqlDatabase database, ILogger<LogTruncation> logger) : BackgroundService
{
    /// <summary>How many updates that the snapshot has stay in the log.</summary>
    public const int Kept = 500;

    private const int Step = 500;

    private readonly Channel<(Guid PageId, long Sequence)> _due = Channel.CreateUnbounded<(Guid, long)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>A snapshot with the updates up to one is on the disk.</summary>
    public void SnapshotStored(Guid pageId, long sequence)
    {
        if (sequence > Kept) _due.Writer.TryWrite((pageId, sequence));
    }

    /// <summary>Removes what the page's log need not hold.</summary>
    /// <returns>How many updates were removed.</returns>
    public async Task<int> TruncateAsync(Guid pageId, long sequence, CancellationToken cancellation)
    {
        int removed = 0;
        for (int step = Step; step > 0; removed += step)
            step = await database.WriteAsync(
                session => session.ExecuteAsync(
                    "DELETE FROM page_changes WHERE page_id = @page AND seq <= @last AND seq < (SELECT min(seq) FROM page_changes WHERE page_id = @page) + @step",
                    ("@page", pageId),
                    ("@last", sequence - Kept),
                    ("@step", Step)),
                cancellation).ConfigureAwait(false);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach ((Guid page, long sequence) in _due.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await TruncateAsync(page, sequence, stoppingToken).ConfigureAwait(false);
            }
            catch (StoreException exception)
            {
                ServerLog.TruncationFailed(logger, page, exception);
            }
        }
    }
}
