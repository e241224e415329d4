using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A server that does not keep to the protocol ends its own connection, and nothing else.</summary>
public sealed class ClientSessionTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly byte[] NoVersion = VersionVector.Empty.Encode();
    private static readonly WelcomeFrame Welcome =
        new(1, [], (SyncLimits.Untrusted with { MaxUnacknowledgedBatches = 2, MaxUnacknowledgedBytes = 100 }).Announce(), "server", "s1", "u", "Name");

    private readonly ClientSession _session = new("token", "test", new ReplicaId(42), SyncLimits.Client, TimeSpan.Zero);

    [Fact]
    public void TheHappyPath()
    {
        HelloFrame hello = Assert.IsType<HelloFrame>(Frame());
        Assert.Equal(("token", 42), (hello.Token, hello.ReplicaHint));
        Receive(Welcome);
        Assert.IsType<ClientEvent.Welcomed>(Event());
        int channel = _session.Open(Page, VersionVector.Empty);
        Assert.Equal(Page, Assert.IsType<OpenFrame>(Frame()).Page);
        Assert.False(_session.TrySendChanges(channel, new byte[1], out _));
        Receive(new OpenedFrame(channel, NoVersion, new byte[1], PageAccess.Edit));
        Assert.IsType<ClientEvent.PageOpened>(Event());
        Assert.True(_session.TrySendChanges(channel, new byte[1], out long batch));
        Assert.Equal(batch, Assert.IsType<ChangesFrame>(Frame()).Batch);
        Receive(new AckReceivedFrame(channel, batch));
        Receive(new AckDurableFrame(channel, batch));
        Assert.Equal([new ClientEvent.BatchReceived(channel, batch), new ClientEvent.BatchDurable(channel, batch)], [Event(), Event()]);
        Receive(new ChangesFrame(channel, 1, new byte[1]));
        Assert.IsType<ClientEvent.ChangesReceived>(Event());
        _session.ClosePage(channel);
        Assert.Equal(new ClosePageFrame(channel), Frame());
        Receive(new ChangesFrame(channel, 2, new byte[1]));
        Assert.False(_session.TryTakeEvent(out _));
        Receive(new CloseFrame(SyncErrorCode.ServerShuttingDown, "later"));
        Assert.Equal((SyncErrorCode.ServerShuttingDown, "later"), (_session.CloseCode!.Value, _session.CloseMessage));
    }

    [Fact]
    public void TheWindowIsKeptTo()
    {
        int channel = OpenPage();
        Assert.True(_session.TrySendChanges(channel, new byte[60], out long first));
        Assert.False(_session.TrySendChanges(channel, new byte[60], out _));
        Assert.True(_session.TrySendChanges(channel, new byte[40], out long second));
        Assert.False(_session.TrySendChanges(channel, new byte[1], out _));
        Receive(new AckReceivedFrame(channel, first));
        Assert.False(_session.TrySendChanges(channel, new byte[1], out _));
        Receive(new RejectFrame(channel, first, SyncErrorCode.InvalidUpdate, false, "no"));
        Receive(new AckDurableFrame(channel, second));
        Assert.True(_session.TrySendChanges(channel, new byte[1000], out _));
    }

    [Fact]
    public void WhileATokenIsCheckedNothingIsDue()
    {
        Receive(Welcome with { Capabilities = [Capability.Refresh], ExpiresInMilliseconds = 20_000 });
        Assert.IsType<ClientEvent.Welcomed>(Event());
        Assert.Equal(TimeSpan.FromSeconds(15), _session.NextDeadline);
        _session.Tick(TimeSpan.FromSeconds(15));
        Assert.IsType<ClientEvent.TokenWanted>(Event());
        _session.RefreshToken("fresh");
        _session.Tick(TimeSpan.FromSeconds(18));
        Assert.False(_session.TryTakeEvent(out _));
        Assert.True(_session.NextDeadline > TimeSpan.FromSeconds(18));
    }

    public static TheoryData<string, SyncErrorCode> Hostile { get; } = new()
    {
        { "Hello", SyncErrorCode.WrongDirection },
        { "Open", SyncErrorCode.WrongDirection },
        { "ClosePage", SyncErrorCode.WrongDirection },
        { "Welcome", SyncErrorCode.UnexpectedFrame },
        { "Presence", SyncErrorCode.UnexpectedFrame },
        { "AckDurable", SyncErrorCode.UnknownBatch },
        { "AckReceived", SyncErrorCode.UnknownBatch },
        { "Reject", SyncErrorCode.UnknownBatch },
        { "Opened", SyncErrorCode.UnexpectedFrame },
        { "Changes", SyncErrorCode.UnexpectedFrame },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void WhatTheServerMayNotSendEndsTheConnection(string name, SyncErrorCode code)
    {
        OpenPage();
        Receive(GoldenBytesTests.Example(name));
        AssertClosed(code);
    }

    [Theory]
    [InlineData("Opened")]
    [InlineData("Changes")]
    [InlineData("AckDurable")]
    [InlineData("Ping")]
    public void NothingComesBeforeTheWelcome(string name)
    {
        Receive(GoldenBytesTests.Example(name));
        AssertClosed(SyncErrorCode.UnexpectedFrame);
    }

    [Fact]
    public void AChannelThatWasNeverOpenedEndsTheConnection()
    {
        OpenPage();
        Receive(new ChangesFrame(2, 1, new byte[1]));
        AssertClosed(SyncErrorCode.UnknownChannel);
    }

    [Fact]
    public void AnAcknowledgementCountsOnce()
    {
        int channel = OpenPage();
        _session.TrySendChanges(channel, new byte[1], out long batch);
        Receive(new AckDurableFrame(channel, batch));
        Receive(new AckDurableFrame(channel, batch));
        AssertClosed(SyncErrorCode.UnknownBatch);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AGapOrARepetitionInWhatIsPushedEndsTheConnection(long next)
    {
        int channel = OpenPage();
        Receive(new ChangesFrame(channel, 1, new byte[1]));
        Receive(new ChangesFrame(channel, next == 2 ? 1 : next, new byte[1]));
        AssertClosed(SyncErrorCode.UnexpectedFrame);
    }

    [Fact]
    public void AMalformedVersionEndsTheConnection()
    {
        Receive(Welcome);
        Receive(new OpenedFrame(_session.Open(Page, VersionVector.Empty), new byte[] { 0xdd, 0x7f, 0xff, 0xff, 0xff }, new byte[1], PageAccess.Full));
        AssertClosed(SyncErrorCode.MalformedFrame);
    }

    [Fact]
    public void AVersionThatWasNotOfferedEndsTheConnection()
    {
        Receive(Welcome with { Version = 2 });
        AssertClosed(SyncErrorCode.VersionNotSupported);
    }

    [Fact]
    public void AServerThatSaysNothingIsLeft()
    {
        Assert.Equal(SyncLimits.Client.HandshakeTimeout, _session.NextDeadline);
        _session.Tick(SyncLimits.Client.HandshakeTimeout);
        AssertClosed(SyncErrorCode.HandshakeTimeout);
    }

    [Fact]
    public void TheClientPingsInTimeForTheServersPatience()
    {
        Receive(Welcome with { Limits = Welcome.Limits with { IdleTimeoutMilliseconds = 10_000 } });
        Drain();
        _session.Tick(TimeSpan.FromSeconds(5));
        Assert.IsType<PingFrame>(Frame());
        _session.Tick(TimeSpan.FromSeconds(10));
        AssertClosed(SyncErrorCode.IdleTimeout);
    }

    [Fact]
    public void APageThatTheServerClosesGivesItsWindowBack()
    {
        int channel = OpenPage();
        _session.TrySendChanges(channel, new byte[100], out _);
        Receive(new ErrorFrame(SyncErrorCode.PageEvicted, "gone", channel));
        Assert.Equal(new ClientEvent.PageClosed(channel, SyncErrorCode.PageEvicted, "gone"), Event());
        int again = _session.Open(Page, VersionVector.Empty);
        Assert.NotEqual(channel, again);
        Receive(new OpenedFrame(again, NoVersion, new byte[1], PageAccess.Full));
        Assert.True(_session.TrySendChanges(again, new byte[100], out _));
    }

    private void Receive(Frame frame) => _session.Receive(new ReadOnlySequence<byte>(FrameWriter.ToArray(frame)), TimeSpan.Zero);

    private Frame Frame() => _session.TryTakeFrame(out Frame? frame) ? frame : throw new InvalidOperationException($"No frame; the session is {_session.Phase} {_session.CloseCode}.");

    private ClientEvent Event() => _session.TryTakeEvent(out ClientEvent? happened) ? happened : throw new InvalidOperationException($"No event; the session is {_session.Phase} {_session.CloseCode}.");

    private int OpenPage()
    {
        Receive(Welcome);
        int channel = _session.Open(Page, VersionVector.Empty);
        Receive(new OpenedFrame(channel, NoVersion, new byte[] { 0x91, 0x01 }, PageAccess.Full));
        Drain();
        return channel;
    }

    private void Drain()
    {
        while (_session.TryTakeFrame(out _) || _session.TryTakeEvent(out _))
        {
        }
    }

    private void AssertClosed(SyncErrorCode code)
    {
        Assert.Equal((SessionPhase.Closed, code), (_session.Phase, _session.CloseCode));
        Frame? last = null;
        while (_session.TryTakeFrame(out Frame? frame)) last = frame;
        Assert.Equal(code, Assert.IsType<CloseFrame>(last).Code);
    }
}
