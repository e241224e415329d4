using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Any sequence of frames, legal or not, against both machines: no exception, bounded memory, a code at the end.</summary>
public sealed class HostileFrameTests
{
    private static readonly Guid[] Pages = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, new byte[8]))];
    private static readonly SyncLimits Limits = SyncLimits.Untrusted with { MaxOpenChannels = 3, MaxUnacknowledgedBatches = 4, MaxUnacknowledgedBytes = 400 };

    [Property(MaxTest = 500)]
    public Property NoSequenceOfFramesBreaksTheServersSession() => Prop.ForAll(
        Script(),
        script =>
        {
            var session = new ServerSession("s", "n", Limits, TimeSpan.Zero);
            var answers = new Random(script.Length);
            var open = new HashSet<int>();
            int opened = 0, closed = 0;
            foreach (byte[] message in script)
            {
                session.Receive(new ReadOnlySequence<byte>(message), TimeSpan.Zero);
                while (session.TryTakeEffect(out ServerEffect? effect))
                {
                    switch (effect)
                    {
                        case ServerEffect.Authenticate: session.Authenticated(new SyncIdentity("u", "n")); break;
                        case ServerEffect.OpenPage page:
                            opened++;
                            Assert.True(open.Add(page.Channel));
                            if (answers.Next(4) > 0) session.PageOpened(page.Channel, VersionVector.Empty, new byte[1], PageAccess.Full);
                            else session.ClosePage(page.Channel, SyncErrorCode.UnknownPage);
                            break;
                        case ServerEffect.SubmitChanges submit when answers.Next(2) == 0: session.ChangesDurable(submit.Channel, submit.Batch); break;
                        case ServerEffect.PageClosed page:
                            closed++;
                            Assert.True(open.Remove(page.Channel));
                            break;
                    }
                }
                Assert.InRange(session.OpenChannels, 0, Limits.MaxOpenChannels);
                while (session.TryTakeFrame(out _))
                {
                }
            }
            session.Close(SyncErrorCode.None);
            while (session.TryTakeEffect(out ServerEffect? effect))
                if (effect is ServerEffect.PageClosed) closed++;
            Assert.Equal(opened, closed);
        });

    [Property(MaxTest = 500)]
    public Property NoSequenceOfFramesBreaksTheClientsSession() => Prop.ForAll(
        Script(),
        script =>
        {
            var session = new ClientSession("t", "n", default, SyncLimits.Client, TimeSpan.Zero);
            int opened = 0;
            foreach (byte[] message in script)
            {
                session.Receive(new ReadOnlySequence<byte>(message), TimeSpan.Zero);
                if (session.Phase == SessionPhase.Ready && opened < 3) session.TrySendChanges(session.Open(Pages[opened++], VersionVector.Empty), new byte[1], out _);
                while (session.TryTakeEvent(out ClientEvent? happened))
                    if (happened is ClientEvent.PageOpened page) session.TrySendChanges(page.Channel, new byte[10], out _);
            }
            Assert.True(session.Phase != SessionPhase.Closed || session.CloseCode is not null);
        });

    /// <summary>Starts well more often than not, so that the states behind the handshake are reached.</summary>
    private static Arbitrary<byte[][]> Script()
    {
        Gen<byte[]> frame = Gen.Frequency((10, Frames().Select(FrameWriter.ToArray)), (1, Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(20)));
        byte[] hello = FrameWriter.ToArray(GoldenBytesTests.Example("Hello")), welcome = FrameWriter.ToArray(GoldenBytesTests.Example("Welcome"));
        return frame.ArrayOf().SelectMany(frames => Gen.Elements<byte[][]>([hello, .. frames], [welcome, .. frames], frames)).ToArbitrary();
    }

    private static Gen<Frame> Frames()
    {
        Gen<int> channel = Gen.Choose(1, 5);
        Gen<byte[]> bytes = Gen.Choose(0, 200).Select(size => new byte[size]);
        return Gen.OneOf(
            Gen.Elements(GoldenBytesTests.Frames.Select(row => GoldenBytesTests.Example((string)((ITheoryDataRow)row).GetData()[0]!))),
            channel.Zip(Gen.Elements(Pages)).Select(pick => (Frame)new OpenFrame(pick.Item1, pick.Item2, VersionVector.Empty.Encode())),
            channel.Select(number => (Frame)new OpenedFrame(number, VersionVector.Empty.Encode(), new byte[1], PageAccess.Full)),
            channel.Zip(Gen.Choose(1, 30)).Zip(bytes).Select(pick => (Frame)new ChangesFrame(pick.Item1.Item1, pick.Item1.Item2, pick.Item2)),
            channel.Zip(bytes).Select(pick => (Frame)new PresenceFrame(pick.Item1, pick.Item2, null)),
            channel.Zip(Gen.Choose(1, 5)).Select(pick => (Frame)new AckDurableFrame(pick.Item1, pick.Item2)),
            channel.Select(number => (Frame)new ClosePageFrame(number)));
    }
}
