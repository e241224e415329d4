using System.Runtime.CompilerServices;

namespace Notion.Sync.Protocol;

/// <summary>One timer for all connections of a clock: a timer each costs more than a look at each every few seconds.</summary>
internal sealed class ConnectionClock(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly ConditionalWeakTable<TimeProvider, ConnectionClock> Clocks = [];

    private readonly Lock _gate = new();
    private readonly HashSet<SyncServerConnection> _connections = [];
    private ITimer? _timer;
    private long _dueFrom;
    private TimeSpan _due;

    /// <summary>The clock's own.</summary>
    public static ConnectionClock Of(TimeProvider time) => Clocks.GetValue(time, static time => new ConnectionClock(time));

    public void Add(SyncServerConnection connection)
    {
        lock (_gate)
        {
            _connections.Add(connection);
            if (_timer is null) _timer = time.CreateTimer(static self => ((ConnectionClock)self!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            else return;
            Arm(Longest);
        }
    }

    public void Remove(SyncServerConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
            if (_connections.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    /// <summary>Ticks after so long, if it would not before that.</summary>
    public void Wake(TimeSpan left)
    {
        lock (_gate)
            if (_timer is not null && left < _due - time.GetElapsedTime(_dueFrom)) Arm(left);
    }

    private void Tick()
    {
        SyncServerConnection[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
            if (_timer is not null) Arm(Longest);
        }
        TimeSpan next = Longest;
        foreach (SyncServerConnection connection in connections)
            if (connection.Tick() is var left && left < next) next = left;
        Wake(next);
    }

    private void Arm(TimeSpan left)
    {
        _due = left < Shortest ? Shortest : left;
        _dueFrom = time.GetTimestamp();
        _timer!.Change(_due, Timeout.InfiniteTimeSpan);
    }
}
