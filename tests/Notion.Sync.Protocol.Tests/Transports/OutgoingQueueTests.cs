using System.Buffers;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What leaves when: large frames in pieces that let others past, presence last and newest, everything of one channel in order.</summary>
public sealed class OutgoingQueueTests
{
    private static readonly PeerLimits Peer = SyncLimits.Client.Announce();

    [Fact]
    public async Task OthersPassALargeFrameAndItsOwnChannelWaits()
    {
        var sent = new Recorder();
        OutgoingQueue queue = Queue(sent, deflates: false);
        queue.TryEnqueue(new OpenedFrame(1, default, Random(1_000_000), PageAccess.Edit));
        queue.TryEnqueue(new ChangesFrame(1, 1, new byte[5]));
        queue.TryEnqueue(new ChangesFrame(2, 1, new byte[5]));
        queue.TryEnqueue(new PresenceFrame(1, new byte[1], new PresenceSender("u", "n", "s")));
        queue.TryEnqueue(new CloseFrame(SyncErrorCode.None, ""));
        await Finish(queue);
        List<Frame> frames = sent.Frames;
        Assert.IsType<ChangesFrame>(frames[0]);
        Assert.True(frames.Count(frame => frame is FragmentFrame) > 10);
        Assert.Equal(2, ((ChangesFrame)frames[0]).Channel);
        Assert.Equal(1, ((ChangesFrame)frames[^2]).Channel);
        Assert.IsType<CloseFrame>(frames[^1]);
        Frame whole = Assert.Single(Unwrap(frames.Where(frame => frame is FragmentFrame)));
        Assert.Equal(1_000_000, Assert.IsType<OpenedFrame>(whole).Update.Length);
        Assert.Equal(0, queue.QueuedBytes);
    }

    [Fact]
    public async Task WhatSavesNothingIsNotDeflatedAndTheRestComesBackAsItWas()
    {
        var sent = new Recorder();
        OutgoingQueue queue = Queue(sent, deflates: true);
        byte[] text = [.. Enumerable.Range(0, 300_000).Select(i => (byte)"a document that repeats itself, "[i % 32 / (1 + (i / 5_000 % 3))])];
        queue.TryEnqueue(new ChangesFrame(1, 1, text));
        queue.TryEnqueue(new ChangesFrame(2, 1, text.AsMemory(0, 20_000)));
        queue.TryEnqueue(new ChangesFrame(2, 2, Random(20_000)));
        queue.TryEnqueue(new ChangesFrame(2, 3, new byte[200]));
        queue.TryEnqueue(new ChangesFrame(2, 4, new byte[60_000]));
        queue.Complete();
        await queue.RunAsync(static () => { });
        Assert.Equal([typeof(DeflatedFrame), typeof(ChangesFrame), typeof(ChangesFrame), typeof(ChangesFrame), typeof(DeflatedFrame)], sent.Frames.Select(frame => frame.GetType()));
        ChangesFrame[] changes = [.. Unwrap(sent.Frames).Cast<ChangesFrame>().OrderBy(frame => frame.Channel).ThenBy(frame => frame.Batch)];
        Assert.Equal(text, changes[0].Update.ToArray());
        Assert.Equal(text[..20_000], changes[1].Update.ToArray());
        Assert.Equal([20_000, 200, 60_000], changes[2..].Select(frame => frame.Update.Length));
        Assert.InRange(sent.Bytes, 20_000, 100_000);
    }

    [Fact]
    public async Task OfPresenceOnlyTheNewestLeavesAndItLeavesLast()
    {
        var sent = new Recorder();
        OutgoingQueue queue = Queue(sent, deflates: false);
        for (int i = 0; i < 1_000; i++)
        {
            queue.TryEnqueue(new PresenceFrame(1, new[] { (byte)i }, new PresenceSender("u", "n", "s" + (i % 2))));
            if (i % 100 == 0) queue.TryEnqueue(new PongFrame(i));
        }
        queue.Complete();
        await queue.RunAsync(static () => { });
        Assert.Equal(12, sent.Frames.Count);
        Assert.All(sent.Frames.Take(10), frame => Assert.IsType<PongFrame>(frame));
        Assert.Equal([unchecked((byte)998), unchecked((byte)999)], sent.Frames.OfType<PresenceFrame>().OrderBy(frame => frame.Sender!.SessionId).Select(frame => frame.Payload.Span[0]));
    }

    [Fact]
    public async Task PresenceOfACrowdIsBoundedAndNeverTheReasonToCutAPeerOff()
    {
        var sent = new Recorder();
        OutgoingQueue queue = Queue(sent, deflates: false);
        for (int i = 0; i < 10_000; i++) Assert.True(queue.TryEnqueue(new PresenceFrame(1, new byte[1_000], new PresenceSender("u", "n", $"{i}"))));
        queue.Complete();
        await queue.RunAsync(static () => { });
        Assert.InRange(sent.Bytes, 100_000, 256 << 10);
    }

    private static OutgoingQueue Queue(Recorder sent, bool deflates) => new(sent, 8 << 20, TimeProvider.System) { Wrapping = new FrameWrapping(Peer, Fragments: true, deflates) };

    private static byte[] Random(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static Task Finish(OutgoingQueue queue)
    {
        queue.Complete();
        return queue.RunAsync(static () => { });
    }

    private static List<Frame> Unwrap(IEnumerable<Frame> frames)
    {
        var unwrapper = new FrameUnwrapper(SyncLimits.Client);
        var whole = new List<Frame>();
        foreach (Frame frame in frames)
        {
            Frame? inner = frame;
            if (frame is FragmentFrame or DeflatedFrame) Assert.Equal(SyncErrorCode.None, unwrapper.Unwrap(frame, out inner, out _));
            if (inner is not null) whole.Add(inner);
        }
        return whole;
    }

    /// <summary>A transport that keeps what it is given.</summary>
    private sealed class Recorder : ISyncTransport
    {
        public List<Frame> Frames { get; } = [];

        public long Bytes { get; private set; }

        public int MaxMessageBytes { get; set; }

        public ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
        {
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(new ReadOnlySequence<byte>(message.ToArray()), SyncLimits.Client, out Frame? frame, out _));
            Frames.Add(frame!);
            Bytes += message.Length;
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Abort()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
