using System.Buffers;
using System.Collections.Concurrent;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A peer that has sent one message before anybody listens, and then neither says anything nor goes. Notes what the server does.</summary>
/// <param name="first">The message; null for none.</param>
internal sealed class ScriptedTransport(byte[]? first) : ISyncTransport
{
    private readonly TaskCompletionSource<ReadOnlySequence<byte>?> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _saidGoodbye = new();
    private byte[]? _first = first;

    /// <summary>What the server has done, in order.</summary>
    public ConcurrentQueue<string> Done { get; } = [];

    public int MaxMessageBytes { get; set; }

    public ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _first, null) is { } message) return ValueTask.FromResult<ReadOnlySequence<byte>?>(new ReadOnlySequence<byte>(message));
        // A machine so busy that the goodbye is under way before the caller has even begun to wait.
        _saidGoodbye.Wait(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        return new ValueTask<ReadOnlySequence<byte>?>(_gone.Task);
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
    {
        FrameReader.TryRead(new ReadOnlySequence<byte>(message), SyncLimits.Client, out Frame? frame, out _);
        Done.Enqueue($"{frame!.Type}");
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken)
    {
        Done.Enqueue("goodbye");
        _saidGoodbye.Set();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        Done.Enqueue("abort");
        _gone.TrySetResult(null);
    }

    public ValueTask DisposeAsync()
    {
        _saidGoodbye.Dispose();
        return ValueTask.CompletedTask;
    }
}
