namespace Notion.Server.Rooms;

/// <summary>Ticks the rooms once a second: presence that is no longer renewed goes, and so do rooms that nobody reads.</summary>
internal sealed class RoomClock(RoomDirectory rooms, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) rooms.Tick();
    }
}
