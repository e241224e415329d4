namespace Notion.Sync.Simulation.Time;

/// <summary>Something that runs until it is killed, and may be started again. What it has on the agenda dies with it.</summary>
internal abstract class SimulatedProcess(Agenda agenda, string name)
{
    private int _life;

    public string Name { get; } = name;

    public bool IsUp { get; private set; }

    protected Agenda Agenda { get; } = agenda;

    /// <summary>Does something later, unless the process has died meanwhile.</summary>
    public void After(TimeSpan delay, Action action) => At(Agenda.Now + delay, action);

    public void At(TimeSpan when, Action action)
    {
        int life = _life;
        Agenda.At(when, () =>
        {
            if (IsUp && _life == life) action();
        });
    }

    /// <summary>The same for answers that come from elsewhere: the result does nothing once the process has died.</summary>
    public Action<T> WhileAlive<T>(Action<T> action)
    {
        int life = _life;
        return value =>
        {
            if (IsUp && _life == life) action(value);
        };
    }

    protected void Begin()
    {
        if (IsUp) throw new InvalidOperationException($"{Name} runs already.");
        IsUp = true;
        _life++;
    }

    protected void End() => IsUp = false;
}
