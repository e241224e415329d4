using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Nobody sends more than the other has room for, and what waits is bounded.</summary>
public sealed class CreditTests
{
    private static readonly SyncLimits Client = SyncLimits.Client with { MaxPushedBatches = 4, MaxPushedBytes = 1_000 };

    [Fact]
    public void PushesWaitForCreditAndThenComeInOrder()
    {
        ServerSession server = Server(SyncLimits.Untrusted);
        for (int i = 1; i <= 10; i++) server.PushChanges(1, new[] { (byte)i });
        Assert.Equal([1, 2, 3, 4], Pushed(server));
        server.Receive(new CreditFrame(2, 2), TimeSpan.Zero);
        Assert.Equal([5, 6], Pushed(server));
        server.PushChanges(1, new byte[] { 11 });
        Assert.Empty(Pushed(server));
        server.Receive(new CreditFrame(50, 50), TimeSpan.Zero);
        Assert.Equal([7, 8, 9, 10, 11], Pushed(server));
    }

    [Fact]
    public void APushLargerThanAllCreditGoesAloneAndIsPaidBack()
    {
        ServerSession server = Server(SyncLimits.Untrusted);
        server.PushChanges(1, new byte[5_000]);
        server.PushChanges(1, new byte[1]);
        Assert.Single(Pushed(server));
        server.Receive(new CreditFrame(1, 4_000), TimeSpan.Zero);
        Assert.Empty(Pushed(server));
        server.Receive(new CreditFrame(0, 1_000), TimeSpan.Zero);
        Assert.Single(Pushed(server));
    }

    [Fact]
    public void TheChannelThatHoldsMostIsLetGoAndTheOthersStay()
    {
        ServerSession server = Server(SyncLimits.Untrusted with { MaxQueuedBytes = 10_000 });
        Open(server, 2);
        for (int i = 0; i < 4; i++) server.PushChanges(1, new byte[10]);
        server.PushChanges(2, new byte[] { 42 });
        Pushed(server);
        for (int i = 0; i < 11; i++) server.PushChanges(1, new byte[1_000]);
        ErrorFrame error = Assert.IsType<ErrorFrame>(Assert.Single(Frames(server)));
        Assert.Equal((SyncErrorCode.FellBehind, 1), (error.Code, error.Channel));
        server.Receive(new CreditFrame(100, 100_000), TimeSpan.Zero);
        Assert.Equal([42], Pushed(server));
    }

    [Fact]
    public void AClientGivesBackWhatItHasTaken()
    {
        ClientSession client = Welcomed();
        for (int push = 1; push <= 100; push++)
        {
            client.Receive(new ChangesFrame(1, push, new byte[10]), TimeSpan.Zero);
            while (client.TryTakeEvent(out _))
            {
            }
        }
        Assert.Equal(SessionPhase.Ready, client.Phase);
        var given = new List<CreditFrame>();
        while (client.TryTakeFrame(out Frame? frame)) given.Add((CreditFrame)frame);
        Assert.Equal(50, given.Count);
        Assert.Equal((100, 1_000), (given.Sum(frame => frame.Batches), given.Sum(frame => frame.Bytes)));
    }

    [Fact]
    public void WhatACallerDoesNotTakeIsNotGivenBackAndAServerThatPushesOnIsLeft()
    {
        ClientSession client = Welcomed();
        for (int push = 1; push <= 4; push++) client.Receive(new ChangesFrame(1, push, new byte[10]), TimeSpan.Zero);
        Assert.Equal(SessionPhase.Ready, client.Phase);
        client.Receive(new ChangesFrame(1, 5, new byte[10]), TimeSpan.Zero);
        Assert.Equal(SyncErrorCode.CreditExceeded, client.CloseCode);
    }

    [Fact]
    public void PushesForAClosedPageAreGivenBack()
    {
        ClientSession client = Welcomed();
        client.ClosePage(1);
        for (int push = 1; push <= 40; push++) client.Receive(new ChangesFrame(1, push, new byte[10]), TimeSpan.Zero);
        Assert.Equal(SessionPhase.Ready, client.Phase);
    }

    [Fact]
    public void CreditWithoutEndIsRefused()
    {
        ServerSession server = Server(SyncLimits.Untrusted);
        server.Receive(new CreditFrame(int.MaxValue, 0), TimeSpan.Zero);
        Assert.Equal(SyncErrorCode.MalformedFrame, server.CloseCode);
    }

    private static ServerSession Server(SyncLimits limits)
    {
        var server = new ServerSession("s", "n", limits, TimeSpan.Zero);
        server.Receive(new HelloFrame(1, 1, Capability.All, Client.Announce(), "", "t", 0), TimeSpan.Zero);
        server.Authenticated(new SyncIdentity("u", "n"));
        Open(server, 1);
        return server;
    }

    private static void Open(ServerSession server, int channel)
    {
        server.Receive(new OpenFrame(channel, new Guid(channel, 0, 0, new byte[8]), VersionVector.Empty.Encode()), TimeSpan.Zero);
        server.PageOpened(channel, VersionVector.Empty, new byte[1], PageAccess.Edit);
        Frames(server);
    }

    private static ClientSession Welcomed()
    {
        var client = new ClientSession("t", "n", default, Client, TimeSpan.Zero);
        client.Receive(new WelcomeFrame(1, Capability.All, SyncLimits.Untrusted.Announce(), "", "s", "u", "n"), TimeSpan.Zero);
        client.Open(Guid.Empty, VersionVector.Empty);
        client.Receive(new OpenedFrame(1, VersionVector.Empty.Encode(), new byte[1], PageAccess.Edit), TimeSpan.Zero);
        while (client.TryTakeEvent(out _) || client.TryTakeFrame(out _))
        {
        }
        return client;
    }

    private static List<Frame> Frames(ServerSession server)
    {
        var frames = new List<Frame>();
        while (server.TryTakeFrame(out Frame? frame)) frames.Add(frame);
        return frames;
    }

    private static IEnumerable<byte> Pushed(ServerSession server) => Frames(server).OfType<ChangesFrame>().Select(changes => changes.Update.Span[0]);
}
