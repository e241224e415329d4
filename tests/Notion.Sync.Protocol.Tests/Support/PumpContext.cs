using System.Collections.Concurrent;

namespace Notion.Tests;

/// <summary>A synchronization context with a thread of its own, like a user interface's.</summary>
internal sealed class PumpContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State, ManualResetEventSlim? Done)> _work = [];
    private readonly Thread _thread;

    public PumpContext()
    {
        _thread = new Thread(Pump) { IsBackground = true };
        _thread.Start();
    }

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state, null));

    public override void Send(SendOrPostCallback d, object? state)
    {
        using var done = new ManualResetEventSlim();
        _work.Add((d, state, done));
        done.Wait();
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Pump()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback call, object? state, ManualResetEventSlim? done) in _work.GetConsumingEnumerable())
        {
            call(state);
            done?.Set();
        }
    }
}
