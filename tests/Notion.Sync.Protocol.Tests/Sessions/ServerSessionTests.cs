using System.Buffers;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class ServerSessionTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly SyncLimits Limits = SyncLimits.Untrusted with { MaxOpenChannels = 2, MaxUnacknowledgedBatches = 2, MaxUnacknowledgedBytes = 100 };
    private static readonly HelloFrame Hello = new(1, 1, [], SyncLimits.Client.Announce(), "test", "token", 0);
    private static readonly byte[] NoVersion = VersionVector.Empty.Encode();

    private readonly ServerSession _session = new("s1", "server", Limits, TimeSpan.Zero);

    [Fact]
    public void TheHappyPath()
    {
        Send(Hello);
        Assert.Equal("token", Assert.IsType<ServerEffect.Authenticate>(Effect()).Hello.Token);
        _session.Authenticated(new SyncIdentity("u", "Name"));
        WelcomeFrame welcome = Assert.IsType<WelcomeFrame>(Frame());
        Assert.Equal(("s1", "u", "Name", 1), (welcome.SessionId, welcome.UserId, welcome.UserName, welcome.Version));

        Send(new OpenFrame(1, Page, NoVersion));
        Assert.Equal(new ServerEffect.OpenPage(1, Page, VersionVector.Empty), Effect());
        _session.PageOpened(1, VersionVector.Empty, new byte[] { 1 }, PageAccess.Edit);
        Assert.Equal(PageAccess.Edit, Assert.IsType<OpenedFrame>(Frame()).Access);

        Send(new ChangesFrame(1, 5, new byte[] { 7 }));
        Assert.Equal(5, Assert.IsType<ServerEffect.SubmitChanges>(Effect()).Batch);
        _session.ChangesReceived(1, 5);
        Assert.Equal(new AckReceivedFrame(1, 5), Frame());
        _session.ChangesDurable(1, 5);
        Assert.Equal(new AckDurableFrame(1, 5), Frame());

        _session.PushChanges(1, new byte[] { 8 });
        Assert.Equal(1, Assert.IsType<ChangesFrame>(Frame()).Batch);
        Send(new PresenceFrame(1, new byte[] { 9 }, new PresenceSender("somebody else", "", "")));
        Assert.IsType<ServerEffect.UpdatePresence>(Effect());

        Send(new ClosePageFrame(1));
        Assert.Equal(new ServerEffect.PageClosed(1), Effect());
        Send(new PingFrame(3));
        Assert.Equal(new PongFrame(3), Frame());
        Send(new CloseFrame(SyncErrorCode.None, ""));
        Assert.Equal((SessionPhase.Closed, SyncErrorCode.None), (_session.Phase, _session.CloseCode!.Value));
        Assert.False(_session.TryTakeFrame(out _) || _session.TryTakeEffect(out _));
    }

    public static TheoryData<string> NotFirst { get; } = [.. GoldenBytesTests.Frames.Select(row => (string)((ITheoryDataRow)row).GetData()[0]!).Where(name => name is not "Hello" and not "Close")];

    [Theory]
    [MemberData(nameof(NotFirst))]
    public void NothingComesBeforeTheHello(string name)
    {
        Send(GoldenBytesTests.Example(name));
        bool wrongWay = name is "Welcome" or "Opened" or "AckReceived" or "AckDurable" or "Reject" or "Error" or "ErrorAlone" or "TokenAccepted" or "Access" or "Drain" or "DigestAnswer";
        AssertClosed(wrongWay ? SyncErrorCode.WrongDirection : SyncErrorCode.UnexpectedFrame);
    }

    [Theory]
    [InlineData("Welcome")]
    [InlineData("Opened")]
    [InlineData("AckReceived")]
    [InlineData("AckDurable")]
    [InlineData("Reject")]
    [InlineData("Error")]
    public void ServerFramesFromAClientEndTheConnection(string name)
    {
        OpenPage();
        Send(GoldenBytesTests.Example(name));
        AssertClosed(SyncErrorCode.WrongDirection);
    }

    [Fact]
    public void ASecondHelloEndsTheConnection()
    {
        SignIn();
        Send(Hello);
        AssertClosed(SyncErrorCode.UnexpectedFrame);
    }

    [Fact]
    public void PagesAreNotOpenedBeforeTheWelcome()
    {
        Send(Hello);
        Send(new OpenFrame(1, Page, NoVersion));
        AssertClosed(SyncErrorCode.UnexpectedFrame);
        _session.Authenticated(new SyncIdentity("late", "answer"));
        Assert.Equal(SessionPhase.Closed, _session.Phase);
    }

    [Fact]
    public void NoTokenIsNotAskedAbout()
    {
        Send(Hello with { Token = "" });
        AssertClosed(SyncErrorCode.AuthenticationRequired);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(0, 0)]
    public void VersionsMustMeet(int min, int max)
    {
        Send(Hello with { MinVersion = min, MaxVersion = max });
        AssertClosed(SyncErrorCode.VersionNotSupported);
    }

    [Fact]
    public void ALaterClientIsServedInTheCommonVersion()
    {
        Send(Hello with { MinVersion = 1, MaxVersion = 9, Capabilities = ["brotli"] });
        _session.Authenticated(new SyncIdentity("u", "n"));
        WelcomeFrame welcome = Assert.IsType<WelcomeFrame>(Frame());
        Assert.Equal(1, welcome.Version);
        Assert.Empty(welcome.Capabilities);
    }

    [Fact]
    public void AChannelNumberServesOnce()
    {
        OpenPage();
        Send(new ClosePageFrame(1));
        Send(new OpenFrame(1, Page, NoVersion));
        AssertClosed(SyncErrorCode.ChannelInUse);
    }

    [Fact]
    public void TooManyChannelsRefusesTheChannelOnly()
    {
        SignIn();
        for (int i = 1; i <= 3; i++) Send(new OpenFrame(i, Guid.CreateVersion7(), NoVersion));
        Assert.Equal((SyncErrorCode.TooManyChannels, 3), Error());
        Assert.Equal(2, _session.OpenChannels);
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void OnePageHasOneChannel()
    {
        OpenPage();
        Send(new OpenFrame(2, Page, NoVersion));
        Assert.Equal((SyncErrorCode.PageAlreadyOpen, 2), Error());
    }

    [Theory]
    [InlineData("")]
    [InlineData("c0")]
    [InlineData("dd7fffffff")]
    [InlineData("920100")]
    public void AMalformedVersionRefusesTheChannelOnly(string version)
    {
        SignIn();
        Send(new OpenFrame(1, Page, Convert.FromHexString(version)));
        Assert.Equal((SyncErrorCode.MalformedVersion, 1), Error());
        Assert.False(_session.TryTakeEffect(out _));
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void FramesForAChannelNeverOpenedEndTheConnection()
    {
        OpenPage();
        Send(new ChangesFrame(2, 1, new byte[] { 1 }));
        AssertClosed(SyncErrorCode.UnknownChannel);
    }

    [Fact]
    public void FramesUnderWayToAClosedChannelAreDropped()
    {
        OpenPage();
        _session.ClosePage(1, SyncErrorCode.PageEvicted);
        Assert.Equal((SyncErrorCode.PageEvicted, 1), Error());
        Assert.Equal(new ServerEffect.PageClosed(1), Effect());
        Send(new ChangesFrame(1, 1, new byte[] { 1 }));
        Send(new PresenceFrame(1, new byte[] { 1 }, null));
        Send(new ClosePageFrame(1));
        Assert.False(_session.TryTakeFrame(out _) || _session.TryTakeEffect(out _));
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void ChangesBeforeThePageIsOpenEndTheConnection()
    {
        SignIn();
        Send(new OpenFrame(1, Page, NoVersion));
        Send(new ChangesFrame(1, 1, new byte[] { 1 }));
        AssertClosed(SyncErrorCode.UnexpectedFrame);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void ADuplicatedOrEarlierBatchEndsTheConnection(long second)
    {
        OpenPage();
        Send(new ChangesFrame(1, 5, new byte[] { 1 }));
        Send(new ChangesFrame(1, second, new byte[] { 1 }));
        AssertClosed(SyncErrorCode.BatchOutOfOrder);
    }

    [Fact]
    public void AWriterWhoOutrunsTheDiskIsCutOff()
    {
        OpenPage();
        for (int i = 1; i <= 3; i++) Send(new ChangesFrame(1, i, new byte[] { 1 }));
        AssertClosed(SyncErrorCode.TooManyUnacknowledged);
    }

    [Fact]
    public void AFewHugeBatchesAreTooManyToo()
    {
        OpenPage();
        Send(new ChangesFrame(1, 1, new byte[99]));
        Send(new ChangesFrame(1, 2, new byte[2]));
        AssertClosed(SyncErrorCode.TooManyUnacknowledged);
    }

    [Fact]
    public void AnswersMakeRoomInTheWindow()
    {
        OpenPage();
        for (int i = 1; i <= 20; i++)
        {
            Send(new ChangesFrame(1, i, new byte[60]));
            if (i % 2 == 0) _session.ChangesDurable(1, i);
            else _session.ChangesRejected(1, i, SyncErrorCode.InvalidUpdate, retryable: false);
        }
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void ClosingAPageMakesRoomInTheWindow()
    {
        OpenPage();
        Send(new ChangesFrame(1, 1, new byte[90]));
        Send(new ClosePageFrame(1));
        Send(new OpenFrame(2, Page, NoVersion));
        _session.PageOpened(2, VersionVector.Empty, new byte[1], PageAccess.Full);
        Send(new ChangesFrame(2, 2, new byte[90]));
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Theory]
    [InlineData(PageAccess.View)]
    [InlineData(PageAccess.Comment)]
    public void AReadersChangesAreRejectedWithoutAskingTheHost(PageAccess access)
    {
        OpenPage(access);
        Send(new ChangesFrame(1, 1, new byte[] { 1 }));
        RejectFrame reject = Assert.IsType<RejectFrame>(Frame());
        Assert.Equal((SyncErrorCode.ReadOnly, false), (reject.Code, reject.Retryable));
        Assert.False(_session.TryTakeEffect(out _));
    }

    [Fact]
    public void TooMuchPresenceEndsTheConnection()
    {
        OpenPage();
        Send(new PresenceFrame(1, new byte[Limits.MaxPresenceBytes + 1], null));
        AssertClosed(SyncErrorCode.PresenceTooLarge);
    }

    [Fact]
    public void AnAnswerLargerThanTheClientsFramesClosesThePageOnly()
    {
        Send(Hello with { Limits = SyncLimits.Client.Announce() with { MaxFrameBytes = 1000 } });
        _session.Authenticated(new SyncIdentity("u", "n"));
        Drain();
        Send(new OpenFrame(1, Page, NoVersion));
        _session.PageOpened(1, VersionVector.Empty, new byte[1000], PageAccess.Full);
        Assert.Equal((SyncErrorCode.PageTooLarge, 1), Error());
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void AnswersForClosedChannelsAreIgnoredAndDoubleAnswersAreABug()
    {
        OpenPage();
        _session.ChangesDurable(9, 1);
        _session.PushChanges(9, new byte[1]);
        _session.PageOpened(9, VersionVector.Empty, new byte[1], PageAccess.Full);
        Assert.False(_session.TryTakeFrame(out _));
        Assert.Throws<InvalidOperationException>(() => _session.ChangesDurable(1, 1));
        Assert.Throws<InvalidOperationException>(() => _session.PageOpened(1, VersionVector.Empty, new byte[1], PageAccess.Full));
    }

    [Fact]
    public void ATooLargeMessageEndsTheConnectionAndBeforeTheSignInTheLimitIsSmall()
    {
        _session.Receive(new ReadOnlySequence<byte>(new byte[Limits.MaxHandshakeBytes + 1]), TimeSpan.Zero);
        AssertClosed(SyncErrorCode.FrameTooLarge);
    }

    [Fact]
    public void GarbageEndsTheConnectionWithASentence()
    {
        SignIn();
        _session.Receive(new ReadOnlySequence<byte>(new byte[] { 0xc1, 0xff }), TimeSpan.Zero);
        AssertClosed(SyncErrorCode.MalformedFrame);
    }

    [Fact]
    public void AnUnknownFrameTypeIsSkipped()
    {
        SignIn();
        _session.Receive(new ReadOnlySequence<byte>(new byte[] { 0x92, 0x63, 0x01 }), TimeSpan.Zero);
        Assert.Equal(SessionPhase.Ready, _session.Phase);
    }

    [Fact]
    public void SilenceBeforeTheHelloEndsTheConnection()
    {
        _session.Tick(Limits.HandshakeTimeout - TimeSpan.FromTicks(1));
        Assert.Equal(SessionPhase.AwaitingHello, _session.Phase);
        Assert.Equal(Limits.HandshakeTimeout, _session.NextDeadline);
        _session.Tick(Limits.HandshakeTimeout);
        AssertClosed(SyncErrorCode.HandshakeTimeout);
    }

    [Fact]
    public void SilenceIsAnsweredByOnePingAndThenByTheEnd()
    {
        SignIn();
        TimeSpan half = Limits.IdleTimeout / 2;
        _session.Tick(half);
        Assert.IsType<PingFrame>(Frame());
        _session.Tick(half + TimeSpan.FromSeconds(1));
        Assert.False(_session.TryTakeFrame(out _));
        _session.Receive(new PongFrame(0), half + TimeSpan.FromSeconds(2));
        _session.Tick(Limits.IdleTimeout);
        Assert.Equal(SessionPhase.Ready, _session.Phase);
        _session.Tick(half + TimeSpan.FromSeconds(2) + Limits.IdleTimeout);
        Drain(keepClose: true);
        Assert.Equal(SyncErrorCode.IdleTimeout, _session.CloseCode);
    }

    [Fact]
    public void TheEndClosesEveryPageExactlyOnce()
    {
        OpenPage();
        Send(new OpenFrame(2, Guid.CreateVersion7(), NoVersion));
        Drain();
        _session.Close(SyncErrorCode.ServerShuttingDown);
        _session.Close(SyncErrorCode.InternalError);
        Assert.Equal(SyncErrorCode.ServerShuttingDown, Assert.IsType<CloseFrame>(Frame()).Code);
        Assert.Equal([new ServerEffect.PageClosed(1), new ServerEffect.PageClosed(2)], [Effect(), Effect()]);
        Assert.False(_session.TryTakeFrame(out _) || _session.TryTakeEffect(out _));
    }

    private void Send(Frame frame) => _session.Receive(new ReadOnlySequence<byte>(FrameWriter.ToArray(frame)), TimeSpan.Zero);

    private Frame Frame() => _session.TryTakeFrame(out Frame? frame) ? frame : throw new InvalidOperationException($"No frame; the session is {_session.Phase} {_session.CloseCode}.");

    private ServerEffect Effect() => _session.TryTakeEffect(out ServerEffect? effect) ? effect : throw new InvalidOperationException($"No effect; the session is {_session.Phase} {_session.CloseCode}.");

    private (SyncErrorCode, int?) Error()
    {
        ErrorFrame error = Assert.IsType<ErrorFrame>(Frame());
        Assert.NotEmpty(error.Message);
        return (error.Code, error.Channel);
    }

    private void SignIn()
    {
        Send(Hello);
        _session.Authenticated(new SyncIdentity("u", "Name"));
        Drain();
    }

    private void OpenPage(PageAccess access = PageAccess.Full)
    {
        SignIn();
        Send(new OpenFrame(1, Page, NoVersion));
        _session.PageOpened(1, VersionVector.Empty, new byte[] { 0x91, 0x01 }, access);
        Drain();
    }

    private void Drain(bool keepClose = false)
    {
        while (!keepClose && _session.TryTakeFrame(out _))
        {
        }
        while (_session.TryTakeEffect(out _))
        {
        }
    }

    private void AssertClosed(SyncErrorCode code)
    {
        Assert.Equal(SessionPhase.Closed, _session.Phase);
        Frame? last = null;
        while (_session.TryTakeFrame(out Frame? frame)) last = frame;
        CloseFrame close = Assert.IsType<CloseFrame>(last);
        Assert.Equal(code, close.Code);
        Assert.True(close.Message.Length > 10, "a sentence that says what to do");
    }
}
