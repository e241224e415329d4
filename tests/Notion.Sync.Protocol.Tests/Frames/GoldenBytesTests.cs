using System.Buffers;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>The bytes of every frame, as docs/protocol.md shows them. A change here is a change of the protocol.</summary>
public sealed class GoldenBytesTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-1111-7222-8333-444455556666");
    private static readonly PeerLimits Limits = new(4194304, 256, 512, 16777216, 4096, 60000);

    public static TheoryData<string, string> Frames { get; } = new()
    {
        { "Hello", "98 01 01 01 90 96 ce00400000 cd0100 cd0200 ce01000000 cd1000 cdea60 a4646f6373 a6736563726574 2a" },
        { "Welcome", "98 02 01 90 96 ce00400000 cd0100 cd0200 ce01000000 cd1000 cdea60 a6736572766572 a27331 a27531 a3416461" },
        { "Open", "94 03 01 c410 0190f3a21111722283334444 55556666 c401 90" },
        { "OpenAndCreate", "95 03 01 c410 0190f3a2111172228333444455556666 c401 90 c410 0190f3a2777772228333444455556666" },
        { "Opened", "95 04 01 c403 922a07 c402 9101 03" },
        { "Changes", "94 05 01 07 c402 9101" },
        { "AckReceived", "93 06 01 07" },
        { "AckDurable", "93 07 01 07" },
        { "Reject", "96 08 01 07 ccca c2 a953657420636c6f636b" },
        { "Presence", "93 09 01 c402 0102" },
        { "PresenceFrom", "96 09 01 c402 0102 a27531 a3416461 a27331" },
        { "ClosePage", "92 0a 01" },
        { "Error", "94 0b 65 a36e6f21 01" },
        { "ErrorAlone", "94 0b 65 a36e6f21 c0" },
        { "Close", "93 0c 10 a3627965" },
        { "Ping", "92 0d 05" },
        { "Pong", "92 0e 05" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void EveryFrameHasItsBytes(string name, string bytes)
    {
        byte[] golden = Convert.FromHexString(bytes.Replace(" ", ""));
        Assert.Equal(Convert.ToHexString(golden), Convert.ToHexString(FrameWriter.ToArray(Example(name))));
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(new ReadOnlySequence<byte>(golden), SyncLimits.Untrusted, out Frame? read, out _));
        Assert.Equal(Example(name).GetType(), read!.GetType());
        Assert.Equal(golden, FrameWriter.ToArray(read));
    }

    [Fact]
    public void EveryFrameTypeHasAnExample() =>
        Assert.Equal(
            Enum.GetValues<FrameType>().Where(type => type != FrameType.None),
            Frames.Select(row => Example((string)((Xunit.ITheoryDataRow)row).GetData()[0]!).Type).Distinct().Order());

    internal static Frame Example(string name) => name switch
    {
        "Hello" => new HelloFrame(1, 1, [], Limits, "docs", "secret", 42),
        "Welcome" => new WelcomeFrame(1, [], Limits, "server", "s1", "u1", "Ada"),
        "Open" => new OpenFrame(1, Page, new byte[] { 0x90 }),
        "OpenAndCreate" => new OpenFrame(1, Page, new byte[] { 0x90 }) { CreateIn = Guid.Parse("0190f3a2-7777-7222-8333-444455556666") },
        "Opened" => new OpenedFrame(1, new byte[] { 0x92, 0x2a, 0x07 }, new byte[] { 0x91, 0x01 }, PageAccess.Edit),
        "Changes" => new ChangesFrame(1, 7, new byte[] { 0x91, 0x01 }),
        "AckReceived" => new AckReceivedFrame(1, 7),
        "AckDurable" => new AckDurableFrame(1, 7),
        "Reject" => new RejectFrame(1, 7, SyncErrorCode.ClockDrift, false, "Set clock"),
        "Presence" => new PresenceFrame(1, new byte[] { 1, 2 }, null),
        "PresenceFrom" => new PresenceFrame(1, new byte[] { 1, 2 }, new PresenceSender("u1", "Ada", "s1")),
        "ClosePage" => new ClosePageFrame(1),
        "Error" => new ErrorFrame(SyncErrorCode.AccessDenied, "no!", 1),
        "ErrorAlone" => new ErrorFrame(SyncErrorCode.AccessDenied, "no!", null),
        "Close" => new CloseFrame(SyncErrorCode.ServerShuttingDown, "bye"),
        "Ping" => new PingFrame(5),
        "Pong" => new PongFrame(5),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such example."),
    };
}
