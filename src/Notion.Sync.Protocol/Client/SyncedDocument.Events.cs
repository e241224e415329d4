namespace Notion.Sync.Protocol;

/// <content>Raising events outside the lock, on the context, and letting callers wait for a condition.</content>
public sealed partial class SyncedDocument
{
    private readonly List<Waiter> _waiters = [];

    /// <summary>Queues a state event if anything that it reports has changed, and completes the waits that have come true.</summary>
    internal void NoteState()
    {
        lock (_gate)
        {
            var shown = (State, PendingCount, Access, Error);
            if (shown != _shown)
            {
                _shown = shown;
                Raise(() => StateChanged?.Invoke(this, EventArgs.Empty));
            }
            _waiters.RemoveAll(static waiter => waiter.TryFinish());
        }
    }

    /// <summary>Raises what is queued; inside the lock it is left to whoever leaves the lock last.</summary>
    internal void RaiseEvents()
    {
        if (_gate.IsHeldByCurrentThread) return;
        while (true)
        {
            Action raise;
            lock (_raised)
                if (!_raised.TryDequeue(out raise!)) return;
            if (_options.Context is { } context && SynchronizationContext.Current != context) context.Post(static action => ((Action)action!)(), raise);
            else HandlerFailure.Surface(raise);
        }
    }

    private void Raise(Action raise)
    {
        lock (_raised) _raised.Enqueue(raise);
    }

    private Task OnContextAsync(Action action)
    {
        if (_options.Context is not { } context || SynchronizationContext.Current == context)
        {
            action();
            return Task.CompletedTask;
        }
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Post(
            _ =>
            {
                try
                {
                    action();
                    done.SetResult();
                }
                catch (Exception error)
                {
                    done.SetException(error);
                }
            },
            null);
        return done.Task;
    }

    private async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(condition);
        lock (_gate)
            if (!waiter.TryFinish()) _waiters.Add(waiter);
        try
        {
            await waiter.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _waiters.Remove(waiter);
        }
    }

    private sealed class Waiter(Func<bool> condition)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryFinish()
        {
            try
            {
                if (condition()) Done.TrySetResult();
            }
            catch (SyncException refused)
            {
                Done.TrySetException(refused);
            }
            return Done.Task.IsCompleted;
        }
    }
}
