using System.Buffers;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>The bytes of every frame, as docs/protocol.md shows them. A change here is a change of the protocol.</summary>
public sealed class GoldenBytesTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-1111-7222-8333-444455556666");
    private static readonly PeerLimits Limits = new(4194304, 256, 512, 16777216, 4096, 60000)
    {
        MaxWholeBytes = 16777216,
        MaxAssemblies = 4,
        MaxPushedBatches = 1024,
        MaxPushedBytes = 4194304,
    };

    public static TheoryData<string, string> Frames { get; } = new()
    {
        { "Hello", "98 01 01 01 91 a76465666c617465 9b ce00400000 cd0100 cd0200 ce01000000 cd1000 cdea60 ce01000000 04 cd0400 ce00400000 cd7530 a4646f6373 a6736563726574 2a" },
        { "Welcome", "99 02 01 91 a76465666c617465 9b ce00400000 cd0100 cd0200 ce01000000 cd1000 cdea60 ce01000000 04 cd0400 ce00400000 cd7530 a6736572766572 a27331 a27531 a3416461 ce0036ee80" },
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
        { "Fragment", "94 0f 01 03 c402 920d" },
        { "LastFragment", "94 0f 01 03 c401 05" },
        { "Deflated", "93 10 03 c408 010300fcff920d05" },
        { "Credit", "93 11 cd0200 ce00010000" },
        { "Token", "92 12 a56672657368" },
        { "TokenAccepted", "92 13 ce0036ee80" },
        { "Access", "93 14 01 01" },
        { "Drain", "95 15 10 cd1388 b47773733a2f2f622e6578616d706c652f73796e63 a3627965" },
        { "Digest", "95 16 01 c410 00000000000000000000000000000000 00 c40a 00000102030405060708" },
        { "DigestAnswer", "96 17 01 c400 c402 0000 c418 0190f3a2111172228333444455556666 1112131415161718 c2" },
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
        "Hello" => new HelloFrame(1, 1, ["deflate"], Limits, "docs", "secret", 42),
        "Welcome" => new WelcomeFrame(1, ["deflate"], Limits, "server", "s1", "u1", "Ada") { ExpiresInMilliseconds = 3_600_000 },
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
        "Fragment" => new FragmentFrame(1, 3, new byte[] { 0x92, 0x0d }),
        "LastFragment" => new FragmentFrame(1, 3, new byte[] { 0x05 }),
        "Deflated" => new DeflatedFrame(3, new byte[] { 1, 3, 0, 0xfc, 0xff, 0x92, 0x0d, 5 }),
        "Credit" => new CreditFrame(512, 65_536),
        "Token" => new TokenFrame("fresh"),
        "TokenAccepted" => new TokenAcceptedFrame(3_600_000),
        "Access" => new AccessFrame(1, PageAccess.View),
        "Drain" => new DrainFrame(SyncErrorCode.ServerShuttingDown, 5_000, "wss://b.example/sync", "bye"),
        "Digest" => new DigestFrame(1, Guid.Empty, 0, new byte[] { 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 }),
        "DigestAnswer" => new DigestAnswerFrame(1, default, new byte[2], (byte[])[.. Page.ToByteArray(bigEndian: true), .. Enumerable.Range(0x11, 8).Select(value => (byte)value)], false),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such example."),
    };
}
