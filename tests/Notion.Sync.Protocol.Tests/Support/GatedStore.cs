using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A store in memory whose writes of local changes wait, or fail, when a test says so.</summary>
internal sealed class GatedStore : IChangeStore
{
    private readonly MemoryChangeStore _inner = new();
    private TaskCompletionSource _gate = Opened();
    private TaskCompletionSource _remoteGate = Opened();

    public Exception? Failure { get; set; }

    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes writes of remote changes wait.</summary>
    public void CloseRemote() => _remoteGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenRemote() => _remoteGate.TrySetResult();

    public void Open() => _gate.TrySetResult();

    public ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken) => _inner.LoadAsync(page, cancellationToken);

    public async ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
    {
        if (write.Local.Count == 0) await _remoteGate.Task.WaitAsync(cancellationToken);
        if (write.Local.Count == 0) return await _inner.WriteAsync(page, write, cancellationToken);
        await _gate.Task.WaitAsync(cancellationToken);
        return Failure is null ? await _inner.WriteAsync(page, write, cancellationToken) : throw Failure;
    }

    public ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken) => _inner.FindUnsentAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
