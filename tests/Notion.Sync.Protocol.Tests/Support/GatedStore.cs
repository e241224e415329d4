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

    public async ValueTask<IReadOnlyList<long>> AppendLocalAsync(Guid page, IReadOnlyList<LocalChange> changes, CancellationToken cancellationToken)
    {
        await _gate.Task.WaitAsync(cancellationToken);
        if (Failure is not null) throw Failure;
        return await _inner.AppendLocalAsync(page, changes, cancellationToken);
    }

    public async ValueTask<long> AppendRemoteAsync(Guid page, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        await _remoteGate.Task.WaitAsync(cancellationToken);
        return await _inner.AppendRemoteAsync(page, update, cancellationToken);
    }

    public ValueTask RemovePendingAsync(Guid page, IReadOnlyList<long> pending, CancellationToken cancellationToken) => _inner.RemovePendingAsync(page, pending, cancellationToken);

    public ValueTask<long> ReplaceAsync(Guid page, IReadOnlyList<long> updates, ReadOnlyMemory<byte> replacement, CancellationToken cancellationToken) =>
        _inner.ReplaceAsync(page, updates, replacement, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
