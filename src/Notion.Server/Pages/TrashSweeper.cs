using Notion.Server.Logging;
using Notion.Server.Store;

namespace Notion.Server.Pages;

/// <summary>Deletes for good what has been in the trash for 30 days, and forgets visits of links that have ended. Any number of servers may do it at once.</summary>
internal sealed class TrashSweeper(IPageTree tree, ILinkStore links, PageDeletion deletion, TimeProvider time, ILogger<TrashSweeper> logger) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes one page after the other, so that no transaction is long because much was thrown away.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Page> deleted;
        do
        {
            deleted = await tree.DeleteOneFromTrashAsync(time.GetUtcNow() - Keep, cancellation);
            await deletion.TellAsync(deleted, null, cancellation);
        }
        while (deleted.Count > 0);
        await links.RemoveEndedVisitsAsync(time.GetUtcNow(), cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (StoreException exception)
            {
                ServerLog.TrashSweepFailed(logger, exception);
            }
        }
    }
}
