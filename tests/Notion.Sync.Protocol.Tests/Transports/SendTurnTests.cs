using System.Buffers;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class SendTurnTests
{
    [Fact]
    public void WhatIsToldWithinATurnLeavesWhenItEndsTogetherAndOnTheSameThread()
    {
        var sent = new Sends();
        OutgoingQueue queue = Running(sent);
        using (SendTurn.Begin())
        {
            for (int i = 0; i < 3; i++) Assert.True(queue.TryEnqueue(new PongFrame(i)));
            Assert.Empty(sent.Seen);
        }
        Assert.Equal([(0L, true), (1L, true), (2L, false)], sent.Seen.Select(one => (one.Number, one.More)));
        Assert.All(sent.Seen, one => Assert.Equal(Environment.CurrentManagedThreadId, one.Thread));
        Assert.Equal(0, queue.QueuedBytes);
    }

    [Fact]
    public void OfTurnsWithinTurnsTheOutermostSends()
    {
        var sent = new Sends();
        OutgoingQueue queue = Running(sent);
        using (SendTurn.Begin())
        {
            using (SendTurn.Begin()) queue.TryEnqueue(new PongFrame(1));
            Assert.Empty(sent.Seen);
        }
        Assert.Single(sent.Seen);
    }

    /// <summary>A thread that sends may find more to be sent, by this connection or by another.</summary>
    [Fact]
    public void WhatSendingGivesRiseToLeavesInTheSameTurn()
    {
        var first = new Sends();
        var second = new Sends();
        OutgoingQueue other = Running(second);
        first.Sent = () => other.TryEnqueue(new PongFrame(7));
        OutgoingQueue queue = Running(first);
        using (SendTurn.Begin()) queue.TryEnqueue(new PongFrame(1));
        Assert.Equal(7, Assert.Single(second.Seen).Number);
    }

    [Fact]
    public void AChangeThatNobodyMadeAFrameOfIsTheSameOnTheWire()
    {
        byte[] update = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
        var sent = new Sends();
        OutgoingQueue queue = Running(sent);
        using (SendTurn.Begin())
        {
            Assert.True(queue.TryEnqueueChanges(70_000, 1L << 33, update));
            Assert.True(queue.TryEnqueue(new ChangesFrame(70_000, 1L << 33, update)));
        }
        Assert.Equal(sent.Bytes[0], sent.Bytes[1]);
    }

    private static OutgoingQueue Running(Sends sent)
    {
        var queue = new OutgoingQueue(sent, 8 << 20, TimeProvider.System) { Wrapping = new FrameWrapping(SyncLimits.Client.Announce(), Fragments: true, Deflates: false) };
        // It looks at once whether there is something to send: on this thread, where there is a turn.
        using (SendTurn.Begin()) _ = queue.RunAsync(static () => { });
        return queue;
    }

    private sealed class Sends : ISyncTransport
    {
        public List<(long Number, bool More, int Thread)> Seen { get; } = [];

        public List<byte[]> Bytes { get; } = [];

        public Action? Sent { get; set; }

        public int MaxMessageBytes { get; set; }

        public ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
        {
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(new ReadOnlySequence<byte>(message.ToArray()), SyncLimits.Client, out Frame? frame, out _));
            Seen.Add(((frame as PongFrame)?.Number ?? 0, more, Environment.CurrentManagedThreadId));
            Bytes.Add(message.ToArray());
            Sent?.Invoke();
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Abort()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
