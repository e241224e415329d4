using Notion.Server.Auditing;
using Notion.Server.Logging;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Pages;

/// <summary>Deletes for good what has been in the trash for 30 days, and forgets visits of links that have ended. Any number of servers may do it at once.</summary>
internal sealed class TrashSweeper(IPageTree tree, ILinkStore links, AuditTrail audit, INodeBus bus, TimeProvider time, ILogger<TrashSweeper> logger) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes one page after the other, so that no transaction is long because much was thrown away.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        while (await tree.DeleteOneFromTrashAsync(time.GetUtcNow() - Keep, audit.PagesDeleted(null), cancellation) is { } gone)
            bus.Publish(new NodeMessage.AccessChanged(gone.WorkspaceId, gone.Id, null));
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
