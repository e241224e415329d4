namespace Notion.Sync.Simulation.Time;

/// <summary>What is to happen, in the order of virtual time; what falls on one moment happens in the order in which it was written down.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _entries = new();
    private long _number;

    /// <summary>The virtual time since the beginning.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Steps { get; private set; }

    public void At(TimeSpan when, Action action) => _entries.Enqueue(action, (when < Now ? Now : when, ++_number));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    /// <summary>Lets things happen until the time has come, or until <paramref name="isOver"/>, which is asked after each.</summary>
    public void RunUntil(TimeSpan time, Func<bool> isOver)
    {
        while (!isOver() && _entries.TryPeek(out _, out (TimeSpan At, long Number) next) && next.At <= time)
        {
            Action action = _entries.Dequeue();
            Now = next.At;
            Steps++;
            action();
        }
        if (Now < time && !isOver()) Now = time;
    }
}
