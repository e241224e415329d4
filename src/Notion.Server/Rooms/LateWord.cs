namespace Notion.Server.Rooms;

/// <summary>Reminds rooms of those who have sent a batch and heard nothing, since the commit takes its time. One timer for all rooms, which runs only while there is something to wait for.</summary>
/// <remarks>A commit is mostly done within a few milliseconds, and word of that says all that <i>received</i> says: a frame saved for each edit. Of what takes longer, writers hear within twice the interval.</remarks>
internal sealed class LateWord(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private List<Room> _watched = [];
    private ITimer? _timer;

    /// <summary>Posts <see cref="RoomMessage.Late"/> to the room, once, after at most the interval.</summary>
    public void Watch(Room room)
    {
        lock (_gate)
        {
            _watched.Add(room);
            if (_watched.Count > 1) return;
            _timer ??= time.CreateTimer(static self => ((LateWord)self!).Remind(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private void Remind()
    {
        List<Room> watched;
        lock (_gate) (watched, _watched) = (_watched, []);
        foreach (Room room in watched) room.Remind();
    }
}
