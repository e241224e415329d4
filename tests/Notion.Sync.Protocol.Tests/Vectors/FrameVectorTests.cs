using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Notion.Sync.Protocol;

namespace Notion.Tests.Vectors;

/// <summary>
/// tests/vectors/frames.json: every frame's bytes and meaning, for whoever implements the protocol in another language. They change only where somebody means it:
/// NOTION_WRITE_VECTORS=1 writes them anew.
/// </summary>
public sealed class FrameVectorTests
{
    private const string About = "Made by the tests, see docs/protocol.md, Golden vectors. "
        + "frames: the bytes decode to the frame, and the frame encodes to the bytes. read: other bytes that decode to the frame, or are skipped where that is null. refused: no frame, MalformedFrame.";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string File = Path.Combine(ReadmeTests.Root(), "tests", "vectors", "frames.json");

    [Fact]
    public void TheyAreWhatTheLibraryWritesAndReads()
    {
        string made = Make().ToJsonString(Options) + "\n";
        if (Environment.GetEnvironmentVariable("NOTION_WRITE_VECTORS") == "1") System.IO.File.WriteAllText(File, made);
        Assert.Equal(System.IO.File.ReadAllText(File), made);
    }

    private static JsonObject Make() => new()
    {
        ["about"] = About,
        ["frames"] = new JsonArray([.. Frames().Select(frame => Vector(frame.Name, FrameWriter.ToArray(frame.Frame), frame.Frame))]),
        ["read"] = new JsonArray([.. AlsoRead().Select(vector => Vector(vector.Name, Bytes(vector.Bytes), Read(Bytes(vector.Bytes))))]),
        ["refused"] = new JsonArray([.. Refused().Select(vector => Refusal(vector.Name, Bytes(vector.Bytes)))]),
    };

    /// <summary>The examples of the specification, then the ends of ranges.</summary>
    private static IEnumerable<(string Name, Frame Frame)> Frames()
    {
        foreach (ITheoryDataRow row in GoldenBytesTests.Frames)
        {
            string name = (string)row.GetData()[0]!;
            yield return (name, GoldenBytesTests.Example(name));
        }
        var limits = new PeerLimits(int.MaxValue, 1, 127, 128, 255, 65536);
        yield return ("hello with a name beyond ASCII, and the greatest numbers", new HelloFrame(0, int.MaxValue, ["", "α"], limits, "Zoë 🥖", "", (1L << 53) - 1));
        yield return ("open, the highest channel", new OpenFrame(int.MaxValue, Guid.Empty, ReadOnlyMemory<byte>.Empty));
        yield return ("opened, 256 bytes, no access", new OpenedFrame(128, new byte[256], ReadOnlyMemory<byte>.Empty, PageAccess.None));
        yield return ("changes, an update of 256 bytes, a batch of 32 bits", new ChangesFrame(65_536, uint.MaxValue, new byte[256]));
        yield return ("ack received, a batch of 33 bits", new AckReceivedFrame(1, 1L << 32));
        yield return ("ack durable, the highest batch", new AckDurableFrame(1, long.MaxValue));
        yield return ("reject, to be tried again, a code of a later version", new RejectFrame(1, 7, (SyncErrorCode)299, true, ""));
        yield return ("presence taken back", new PresenceFrame(1, ReadOnlyMemory<byte>.Empty, null));
        yield return ("presence taken back, from the server", new PresenceFrame(1, ReadOnlyMemory<byte>.Empty, new PresenceSender("", "Zoë", "s")));
        yield return ("close, a message of 300 bytes", new CloseFrame(SyncErrorCode.None, new string('x', 300)));
        yield return ("ping, the least number", new PingFrame(long.MinValue));
        yield return ("pong, the greatest number", new PongFrame(long.MaxValue));
    }

    private static IEnumerable<(string Name, string Bytes)> AlsoRead() =>
    [
        ("ack durable with fields of a later version", "95 07 01 07 92c305 a178"),
        ("close page, its channel in 9 bytes", "92 0a cf0000000000000001"),
        ("close page, in an array of 32 bits", "dd00000002 cd000a d200000001"),
        ("error that leaves its channel out", "93 0b 65 a36e6f21"),
        ("hello with more limits than anybody knows", "98 01 01 01 90 9c 01 02 03 04 05 06 07 08 09 0a 0b 0c a164 a174 00"),
        ("close, its message in the longest form", "93 0c 00 db00000003 627965"),
        ("a type of a later version", "92 7f 01"),
        ("a type of a later version, beyond 16 bits", "93 ce7fffffff c0 c0"),
    ];

    /// <summary>What <see cref="FrameReaderTests.WhatIsNoFrameIsInvalid"/> is given.</summary>
    private static IEnumerable<(string Name, string Bytes)> Refused() =>
        typeof(FrameReaderTests).GetMethod(nameof(FrameReaderTests.WhatIsNoFrameIsInvalid))!.GetCustomAttributes<InlineDataAttribute>()
            .Select(row => ((string)row.Data[1]!, (string)row.Data[0]!));

    private static JsonObject Vector(string name, byte[] bytes, Frame? frame) =>
        new() { ["name"] = name, ["bytes"] = Convert.ToHexStringLower(bytes), ["frame"] = frame is null ? null : FrameMeaning.Of(frame) };

    private static JsonObject Refusal(string name, byte[] bytes)
    {
        Assert.Equal(FrameReadStatus.Invalid, FrameReader.TryRead(new ReadOnlySequence<byte>(bytes), SyncLimits.Untrusted, out _, out _));
        return new() { ["name"] = name, ["bytes"] = Convert.ToHexStringLower(bytes) };
    }

    private static Frame? Read(byte[] bytes)
    {
        Assert.NotEqual(FrameReadStatus.Invalid, FrameReader.TryRead(new ReadOnlySequence<byte>(bytes), SyncLimits.Untrusted, out Frame? frame, out _));
        return frame;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
