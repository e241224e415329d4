using System.Buffers;
using System.IO.Compression;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Frames in fragments and deflated: what is put together is what was sent, and whoever lies pays with the connection and nobody's memory.</summary>
public sealed class WrappedFrameTests
{
    private static readonly SyncLimits Limits = SyncLimits.Untrusted with { MaxFrameBytes = 4_096, MaxWholeBytes = 100_000, MaxAssemblies = 2 };

    [Fact]
    public void FragmentsOfSeveralFramesMayBeMixed()
    {
        ServerSession session = Ready();
        byte[] one = FrameWriter.ToArray(new PingFrame(1)), two = FrameWriter.ToArray(new PingFrame(2));
        Send(session, new FragmentFrame(1, one.Length, one.AsMemory(0, 1)));
        Send(session, new FragmentFrame(2, two.Length, two.AsMemory(0, 2)));
        Send(session, new PingFrame(3));
        Send(session, new FragmentFrame(2, two.Length, two.AsMemory(2)));
        Send(session, new FragmentFrame(1, one.Length, one.AsMemory(1)));
        Assert.Equal([3, 2, 1], Frames(session).Cast<PongFrame>().Select(pong => pong.Number));
    }

    [Fact]
    public void ADeflatedFrameInFragmentsIsTheFrame()
    {
        ServerSession session = Ready();
        byte[] frame = FrameWriter.ToArray(Deflated(FrameWriter.ToArray(new PingFrame(7))));
        for (int i = 0; i < frame.Length; i++) Send(session, new FragmentFrame(1, frame.Length, frame.AsMemory(i, 1)));
        Assert.Equal(new PongFrame(7), Assert.Single(Frames(session)));
    }

    [Theory]
    [InlineData("larger than the whole", SyncErrorCode.MalformedFrame)]
    [InlineData("empty part", SyncErrorCode.MalformedFrame)]
    [InlineData("another whole", SyncErrorCode.MalformedFrame)]
    [InlineData("old number", SyncErrorCode.MalformedFrame)]
    [InlineData("whole over the limit", SyncErrorCode.FragmentLimit)]
    [InlineData("wholes over the limit", SyncErrorCode.FragmentLimit)]
    [InlineData("too many", SyncErrorCode.FragmentLimit)]
    [InlineData("fragment of a fragment", SyncErrorCode.MalformedFrame)]
    [InlineData("close in fragments", SyncErrorCode.MalformedFrame)]
    [InlineData("garbage in fragments", SyncErrorCode.MalformedFrame)]
    [InlineData("deflated twice", SyncErrorCode.MalformedFrame)]
    [InlineData("deflated close", SyncErrorCode.MalformedFrame)]
    [InlineData("deflated garbage", SyncErrorCode.MalformedFrame)]
    [InlineData("no deflate", SyncErrorCode.MalformedFrame)]
    [InlineData("inflates to more", SyncErrorCode.MalformedFrame)]
    [InlineData("inflates to less", SyncErrorCode.MalformedFrame)]
    [InlineData("bomb", SyncErrorCode.InflateLimit)]
    [InlineData("inflates over the limit", SyncErrorCode.InflateLimit)]
    public void WhatDoesNotFitEndsTheConnection(string kind, SyncErrorCode expected)
    {
        ServerSession session = Ready();
        byte[] ping = FrameWriter.ToArray(new PingFrame(1)), close = FrameWriter.ToArray(new CloseFrame(SyncErrorCode.None, ""));
        DeflatedFrame deflated = Deflated(ping);
        Frame[] frames = kind switch
        {
            "larger than the whole" => [new FragmentFrame(1, 2, new byte[3])],
            "empty part" => [new FragmentFrame(1, 2, default)],
            "another whole" => [new FragmentFrame(1, 3, new byte[1]), new FragmentFrame(1, 4, new byte[1])],
            "old number" => [.. Whole(2, ping), new FragmentFrame(1, 3, new byte[1])],
            "whole over the limit" => [new FragmentFrame(1, 100_001, new byte[1])],
            "wholes over the limit" => [new FragmentFrame(1, 60_000, new byte[1]), new FragmentFrame(2, 60_000, new byte[1])],
            "too many" => [.. Enumerable.Range(1, 3).Select(assembly => new FragmentFrame(assembly, 10, new byte[1]))],
            "fragment of a fragment" => Whole(1, FrameWriter.ToArray(new FragmentFrame(2, 3, new byte[1]))),
            "close in fragments" => Whole(1, close),
            "garbage in fragments" => Whole(1, new byte[50]),
            "deflated twice" => [Deflated(FrameWriter.ToArray(deflated))],
            "deflated close" => [Deflated(close)],
            "deflated garbage" => [Deflated(new byte[50])],
            "no deflate" => [new DeflatedFrame(3, new byte[] { 7, 7, 7, 7 })],
            "inflates to more" => [deflated with { Size = ping.Length - 1 }],
            "inflates to less" => [deflated with { Size = ping.Length + 1 }],
            "bomb" => [Deflated(FrameWriter.ToArray(new ChangesFrame(1, 1, new byte[90_000])))],
            "inflates over the limit" => [new DeflatedFrame(100_001, new byte[4_000])],
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        foreach (Frame frame in frames) Send(session, frame);
        Assert.Equal(expected, session.CloseCode);
        Assert.EndsWith(".", session.CloseMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTheCapabilityNeitherIsTaken()
    {
        foreach (Frame frame in new Frame[] { new FragmentFrame(1, 3, new byte[1]), Deflated(FrameWriter.ToArray(new PingFrame(1))) })
        {
            ServerSession session = Ready(Capability.Credit);
            Send(session, frame);
            Assert.Equal(SyncErrorCode.UnexpectedFrame, session.CloseCode);
        }
    }

    [Fact]
    public void BombsTakeNoMoreMemoryThanAllowed()
    {
        ServerSession session = Ready();
        byte[] bomb;
        using (var packed = new MemoryStream())
        {
            using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(new byte[50_000_000]);
            bomb = packed.ToArray();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        Send(session, new DeflatedFrame(100_000, bomb.AsMemory(0, 4_000)));
        Assert.Equal(SyncErrorCode.MalformedFrame, session.CloseCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void AnnouncedBytesAreNotReserved()
    {
        ServerSession session = Ready(limits: SyncLimits.Untrusted);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Send(session, new FragmentFrame(1, SyncLimits.Untrusted.MaxWholeBytes, new byte[1]));
        Assert.Equal(SessionPhase.Ready, session.Phase);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    private static FragmentFrame[] Whole(int assembly, byte[] frame) =>
        [new FragmentFrame(assembly, frame.Length, frame.AsMemory(0, 1)), new FragmentFrame(assembly, frame.Length, frame.AsMemory(1))];

    private static DeflatedFrame Deflated(byte[] frame)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(frame);
        return new DeflatedFrame(frame.Length, packed.ToArray());
    }

    private static ServerSession Ready(string? only = null, SyncLimits? limits = null)
    {
        var session = new ServerSession("s", "n", limits ?? Limits, TimeSpan.Zero);
        session.Receive(new HelloFrame(1, 1, only is null ? Capability.All : [only], SyncLimits.Client.Announce(), "", "t", 0), TimeSpan.Zero);
        session.Authenticated(new SyncIdentity("u", "n"));
        Frames(session);
        return session;
    }

    private static List<Frame> Frames(ServerSession session)
    {
        var frames = new List<Frame>();
        while (session.TryTakeFrame(out Frame? frame)) frames.Add(frame);
        return frames;
    }

    private static void Send(ServerSession session, Frame frame) => session.Receive(new ReadOnlySequence<byte>(FrameWriter.ToArray(frame)), TimeSpan.Zero);
}
