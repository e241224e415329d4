using Microsoft.Extensions.Options;
using Notion.Server.Demo;
using Notion.Server.Logging;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Sync;

namespace Notion.Server.Hosting;

/// <summary>
/// Opens the store before the first request, and closes everything in order: sockets get their close code as soon as stopping begins (each
/// listens for that itself), the web server then stops, and here, after it, what was received is committed.
/// </summary>
internal sealed class StartAndDrain(
    IStoreOpening store,
    DemoWorkspace demo,
    RoomDirectory rooms,
    ConnectionRegistry connections,
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    IOptions<NotionServerOptions> options,
    TimeProvider time,
    ILogger<StartAndDrain> logger) : IHostedService
{
    private long _stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        bool isNew = await store.OpenAsync(cancellationToken);
        ServerLog.Started(logger, store.Location);
        if (isNew && (options.Value.Demo ?? environment.IsDevelopment())) await demo.CreateAsync(cancellationToken);
        lifetime.ApplicationStopping.Register(() =>
        {
            _stopping = time.GetTimestamp();
            ServerLog.Draining(logger, connections.Count, rooms.Count);
        });
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = options.Value.DrainTime - time.GetElapsedTime(_stopping);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        int behind = await rooms.FlushAsync(patience.Token);
        rooms.Close();
        long milliseconds = (long)time.GetElapsedTime(_stopping).TotalMilliseconds;
        if (behind == 0) ServerLog.Drained(logger, milliseconds);
        else ServerLog.DrainIncomplete(logger, behind, milliseconds);
    }
}
