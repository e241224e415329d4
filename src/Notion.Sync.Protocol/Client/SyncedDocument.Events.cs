using System.ComponentModel;

namespace Notion.Sync.Protocol;

/// <content>Raising events outside the lock, on the context, and letting callers wait for a condition.</content>
public sealed partial class SyncedDocument
{
    private static readonly PropertyChangedEventArgs StateProperty = new(nameof(State));
    private static readonly PropertyChangedEventArgs PendingCountProperty = new(nameof(PendingCount));
    private static readonly PropertyChangedEventArgs AccessProperty = new(nameof(Access));
    private static readonly PropertyChangedEventArgs ErrorProperty = new(nameof(Error));
    private static readonly PropertyChangedEventArgs DocumentProperty = new(nameof(Document));

    private readonly List<Waiter> _waiters = [];
    private bool _isCounted;

    /// <summary>Queues a state event if anything that it reports has changed, and completes the waits that have come true.</summary>
    internal void NoteState()
    {
        lock (_gate)
        {
            var shown = (State, PendingCount, Access, Error);
            if (shown != _shown)
            {
                var before = _shown;
                _shown = shown;
                if (_isCounted) _client.Count((before.State, before.Pending), (shown.State, shown.PendingCount));
                Raise(() => TellState(before, shown));
            }
            _waiters.RemoveAll(static waiter => waiter.TryFinish());
        }
    }

    /// <summary>The page counts in <see cref="SyncClient.Summary"/> from now on.</summary>
    internal void Count()
    {
        lock (_gate)
        {
            _isCounted = true;
            _client.Count(null, (_shown.State, _shown.Pending));
            Raise(_client.TellSummary);
        }
        RaiseEvents();
    }

    private void Uncount()
    {
        lock (_gate)
        {
            if (!_isCounted) return;
            _isCounted = false;
            _client.Count((_shown.State, _shown.Pending), null);
            Raise(_client.TellSummary);
        }
    }

    private void TellState((SyncState State, int Pending, PageAccess Access, Exception? Error) before, (SyncState State, int Pending, PageAccess Access, Exception? Error) now)
    {
        StateChanged?.Invoke(this, EventArgs.Empty);
        if (PropertyChanged is { } observers)
        {
            if (before.State != now.State) observers(this, StateProperty);
            if (before.Pending != now.Pending) observers(this, PendingCountProperty);
            if (before.Access != now.Access) observers(this, AccessProperty);
            if (before.Error != now.Error) observers(this, ErrorProperty);
        }
        _client.TellSummary();
    }

    private void TellReplaced()
    {
        Replaced?.Invoke(this, EventArgs.Empty);
        PropertyChanged?.Invoke(this, DocumentProperty);
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
