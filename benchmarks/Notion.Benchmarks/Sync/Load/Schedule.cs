namespace Notion.Benchmarks.Sync;

/// <summary>Open loop: every client sends once in each period, at a random phase of its own, whatever the server does.</summary>
internal sealed class Schedule
{
    private readonly (LoadClient Client, double Phase)[] _turns;
    private readonly double _period;
    private readonly long _total;
    private long _next;

    /// <param name="rate">Edits a second by each client.</param>
    public Schedule(IEnumerable<LoadPage> pages, double rate, double seconds)
    {
        var random = new Random(99);
        _period = 1_000 / rate;
        _turns = [.. pages.SelectMany(page => page.Clients).Select(client => (client, random.NextDouble() * _period)).OrderBy(turn => turn.Item2)];
        _total = _turns.Length * EditsPerClient(rate, seconds);
    }

    public static int EditsPerClient(double rate, double seconds) => (int)Math.Round(rate * seconds);

    /// <summary>Sends all edits when they are due; what comes back is read meanwhile.</summary>
    /// <param name="each">Called once a round.</param>
    /// <param name="stopped">Ends it early.</param>
    public void Run(EventLoop loop, LoadBook book, double start, Action each, Func<bool>? stopped = null)
    {
        while (_next < _total && stopped?.Invoke() != true)
        {
            each();
            // What came is read between sends too, or a burst would age it.
            for (int burst = 0; burst < 16 && SendNext(book, start); burst++)
            {
            }
            loop.Step(IsDue(start) ? 0 : 1);
        }
    }

    private bool IsDue(double start) => _next < _total && DueAt(start) <= EventLoop.Now;

    private double DueAt(double start) => start + _turns[_next % _turns.Length].Phase + (_next / _turns.Length * _period);

    private bool SendNext(LoadBook book, double start)
    {
        if (!IsDue(start)) return false;
        LoadClient client = _turns[_next % _turns.Length].Client;
        if (!client.IsClosed)
        {
            double sent = client.Send((int)(_next / _turns.Length));
            if (book.IsMeasured(sent)) book.Lags.Add(sent - DueAt(start));
        }
        _next++;
        return true;
    }
}
