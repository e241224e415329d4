using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Running;

/// <summary>
/// A network that lets changes of one replica through only up to a given counter, so that a test decides what the other side has seen.
/// Everything else passes.
/// </summary>
internal sealed class GatedTransport(ISyncTransport inner, GatedTransport.Gate gate) : ISyncTransport
{
    public int MaxMessageBytes
    {
        get => inner.MaxMessageBytes;
        set => inner.MaxMessageBytes = value;
    }

    public ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken) => inner.ReceiveAsync(cancellationToken);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
    {
        FrameReader.TryRead(new ReadOnlySequence<byte>(message), SyncLimits.Client, out Frame? frame, out _);
        if (frame is ChangesFrame changes) await gate.PassAsync(changes.Update, cancellationToken);
        await inner.SendAsync(message, false, cancellationToken);
    }

    public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken) => inner.CloseAsync(code, message, cancellationToken);

    public void Abort() => inner.Abort();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>What may pass; lives longer than the connections that it is put into.</summary>
    internal sealed class Gate
    {
        private readonly Document _reader = new(ReplicaId.Create());
        private readonly Lock _lock = new();
        private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _counter;

        /// <summary>Whose changes are held back; those of others pass.</summary>
        public ReplicaId Replica { get; set; }

        /// <summary>Lets changes below the counter pass.</summary>
        public void Raise(int counter)
        {
            lock (_lock)
            {
                if (counter <= _counter) return;
                _counter = counter;
                _raised.SetResult();
                _raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async ValueTask PassAsync(ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
        {
            int end = 0;
            lock (_lock)
            {
                foreach (ChangeHeader header in _reader.Inspect(update.Span))
                    if (header.Replica == Replica) end = Math.Max(end, header.FirstCounter + header.CounterCount);
            }
            while (true)
            {
                Task raised;
                lock (_lock)
                {
                    if (end <= _counter) return;
                    raised = _raised.Task;
                }
                await raised.WaitAsync(cancellationToken);
            }
        }
    }
}
