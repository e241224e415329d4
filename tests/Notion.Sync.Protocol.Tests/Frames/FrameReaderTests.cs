using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MessagePack;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class FrameReaderTests
{
    public static TheoryData<string> Names { get; } = [.. GoldenBytesTests.Frames.Select(row => (string)((ITheoryDataRow)row).GetData()[0]!)];

    [Property(MaxTest = 500)]
    public void FramesSurviveTheRoundTrip(PositiveInt channel, PositiveInt batch, byte[] payload, Guid page, bool flag, NonNull<string> text, long number)
    {
        payload ??= [];
        string name = WellFormed(text.Get);
        Frame[] frames =
        [
            new HelloFrame(channel.Get, batch.Get, [name], new PeerLimits(1, 2, 3, 4, 5, 6), name, name, number),
            new WelcomeFrame(channel.Get, [name], new PeerLimits(1, 2, 3, 4, 5, batch.Get), name, name, name, name),
            new OpenFrame(channel.Get, page, payload),
            new OpenedFrame(channel.Get, payload, payload, PageAccess.Comment),
            new ChangesFrame(channel.Get, batch.Get, payload),
            new AckReceivedFrame(channel.Get, batch.Get),
            new AckDurableFrame(channel.Get, (long)batch.Get << 20),
            new RejectFrame(channel.Get, batch.Get, (SyncErrorCode)batch.Get, flag, name),
            new PresenceFrame(channel.Get, payload, flag ? new PresenceSender(name, name, name) : null),
            new ClosePageFrame(channel.Get),
            new ErrorFrame((SyncErrorCode)batch.Get, name, flag ? channel.Get : null),
            new CloseFrame((SyncErrorCode)batch.Get, name),
            new PingFrame(number),
            new PongFrame(number),
        ];
        foreach (Frame frame in frames)
        {
            byte[] bytes = FrameWriter.ToArray(frame);
            Assert.Equal(FrameReadStatus.Frame, Read(bytes, out Frame? read));
            Assert.Equal(frame.GetType(), read!.GetType());
            Assert.Equal(bytes, FrameWriter.ToArray(read));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AFrameCutAnywhereIsInvalidAndNothingWorse(string name)
    {
        byte[] bytes = FrameWriter.ToArray(GoldenBytesTests.Example(name));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(FrameReadStatus.Invalid, FrameReader.TryRead(new ReadOnlySequence<byte>(bytes, 0, length), SyncLimits.Untrusted, out _, out string? problem));
            Assert.NotNull(problem);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AFrameInPiecesIsTheSameFrame(string name)
    {
        byte[] bytes = FrameWriter.ToArray(GoldenBytesTests.Example(name));
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(OneByteSegments(bytes), SyncLimits.Untrusted, out Frame? read, out _));
        Assert.Equal(bytes, FrameWriter.ToArray(read!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FieldsOfALaterVersionAreIgnored(string name)
    {
        if (name is "Presence" or "Open") return; // With more fields they are others, which are among the examples too.
        byte[] bytes = FrameWriter.ToArray(GoldenBytesTests.Example(name));
        byte[] longer = [(byte)(bytes[0] + 1), .. bytes[1..], 0x92, 0xc3, 0x05];
        Assert.Equal(FrameReadStatus.Frame, Read(longer, out Frame? read));
        Assert.Equal(bytes, FrameWriter.ToArray(read!));
    }

    [Theory]
    [InlineData("92 7f 01")]
    [InlineData("91 00")]
    [InlineData("93 ce7fffffff c0 c0")]
    public void TypesOfALaterVersionAreSkipped(string bytes) => Assert.Equal(FrameReadStatus.Unknown, Read(Bytes(bytes), out _));

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("c0", "no array")]
    [InlineData("90", "an empty array")]
    [InlineData("81 01 01", "a map")]
    [InlineData("91 a161", "a type that is text")]
    [InlineData("92 0a 00", "channel 0")]
    [InlineData("92 0a ff", "channel -1")]
    [InlineData("92 0a ce80000000", "a channel beyond 31 bits")]
    [InlineData("93 06 01 00", "batch 0")]
    [InlineData("93 06 01 cfffffffffffffffff", "a batch beyond 63 bits")]
    [InlineData("94 05 01 01 c0", "nil for bytes")]
    [InlineData("94 05 01 01 c6ffffffff", "4 GB of bytes that are not there")]
    [InlineData("94 05 01 01 dbffffffff", "4 GB of text that is not there")]
    [InlineData("dd7fffffff 01", "two billion fields that are not there")]
    [InlineData("94 03 01 c404 01020304 c400", "a page id of four bytes")]
    [InlineData("93 0c 01 a2c328", "text that is not UTF-8")]
    [InlineData("93 0c 01 db80000000", "2 GB of text that is not there")]
    [InlineData("96 08 01 01 01 01 a0", "a number where a truth value belongs")]
    [InlineData("98 01 01 01 ddffffffff", "four billion capabilities")]
    [InlineData("98 01 01 01 90 95 01 01 01 01 01 a0 a0 00", "five limits")]
    [InlineData("98 01 01 01 90 96 ff 01 01 01 01 01 a0 a0 00", "a negative limit")]
    public void WhatIsNoFrameIsInvalid(string bytes, string what)
    {
        Assert.True(Read(Bytes(bytes), out _) == FrameReadStatus.Invalid, what);
    }

    [Fact]
    public void TextsHaveLimits()
    {
        SyncLimits limits = SyncLimits.Untrusted;
        Assert.Equal(FrameReadStatus.Invalid, Read(FrameWriter.ToArray(new CloseFrame(0, new string('x', limits.MaxMessageBytes + 1))), out _));
        Assert.Equal(FrameReadStatus.Frame, Read(FrameWriter.ToArray(new CloseFrame(0, new string('x', limits.MaxMessageBytes))), out _));
        var many = new HelloFrame(1, 1, [.. Enumerable.Repeat("a", limits.MaxCapabilities + 1)], limits.Announce(), "n", "t", 0);
        Assert.Equal(FrameReadStatus.Invalid, Read(FrameWriter.ToArray(many), out _));
        Assert.Equal(FrameReadStatus.Invalid, Read(FrameWriter.ToArray(many with { Capabilities = [], Token = new string('t', limits.MaxTokenBytes + 1) }), out _));
    }

    [Property(MaxTest = 2000)]
    public void GarbageIsNeverMoreThanInvalid(byte[] garbage, PositiveInt type)
    {
        Read(garbage ?? [], out _);
        Read([0x98, (byte)(type.Get % 15), .. garbage ?? []], out _);
    }

    [Property(MaxTest = 2000)]
    public Property AFlippedBitIsNeverMoreThanInvalid() => Prop.ForAll(
        Gen.Choose(0, GoldenBytesTests.Frames.Count - 1).Zip(Gen.Choose(0, 10_000)).ToArbitrary(),
        pick =>
        {
            byte[] bytes = FrameWriter.ToArray(GoldenBytesTests.Example(Names.ElementAt(pick.Item1).Data));
            int bit = pick.Item2 % (bytes.Length * 8);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Read(bytes, out _);
        });

    [Fact]
    public void DeepNestingInAnUnknownPlaceDoesNoHarm()
    {
        byte[] deep = [.. Enumerable.Repeat((byte)0x91, 100_000)];
        Assert.Equal(FrameReadStatus.Frame, Read([0x94, 0x0a, 0x01, .. deep], out _));
        Assert.Equal(FrameReadStatus.Unknown, Read([0x94, 0x7f, .. deep], out _));
        Assert.Equal(FrameReadStatus.Invalid, Read([0x94, 0x05, 0x01, .. deep], out _));
    }

    private static FrameReadStatus Read(byte[] bytes, out Frame? frame) => FrameReader.TryRead(new ReadOnlySequence<byte>(bytes), SyncLimits.Untrusted, out frame, out _);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", ""));

    /// <summary>Short enough for every limit, and without lone surrogates, which UTF-8 cannot carry.</summary>
    private static string WellFormed(string text) =>
        string.Concat(text.EnumerateRunes().Take(40).Select(rune => rune.ToString()));

    private static ReadOnlySequence<byte> OneByteSegments(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1), null);
        Segment last = first;
        for (int i = 1; i < bytes.Length; i++) last = new Segment(bytes.AsMemory(i, 1), last);
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
