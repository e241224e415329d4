using System.Buffers;
using MessagePack;

namespace Notion.Crdt.Tests.Encoding;

/// <summary>The engine's own reader and writer against those of the MessagePack package.</summary>
public class MessagePackSpanTests
{
    private static readonly long[] Integers =
    [
        0, 1, 127, 128, 255, 256, 65_535, 65_536, uint.MaxValue, uint.MaxValue + 1L, long.MaxValue,
        -1, -32, -33, -128, -129, short.MinValue, short.MinValue - 1, int.MinValue, int.MinValue - 1L, long.MinValue,
    ];

    private static readonly int[] Lengths = [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536];

    [Fact]
    public void WhatIsWrittenIsWhatThePackageWrites()
    {
        var own = new MessagePackSpanWriter();
        var buffer = new ArrayBufferWriter<byte>();
        var package = new MessagePackWriter(buffer);
        foreach (long value in Integers)
        {
            own.WriteInteger(value);
            package.Write(value);
        }
        foreach (int length in Lengths)
        {
            string text = new('é', length / 2);
            own.WriteString(text);
            package.Write(text);
            own.WriteBinary(new byte[length]);
            package.Write(new byte[length]);
            own.WriteArrayHeader(length);
            package.WriteArrayHeader(length);
        }
        foreach (double value in new[] { 0.0, -0.0, 0.1, double.MaxValue, double.NaN, double.NegativeInfinity })
        {
            own.WriteDouble(value);
            package.Write(value);
        }
        own.WriteBoolean(true);
        own.WriteBoolean(false);
        own.WriteNil();
        own.WriteRaw([0x01, 0x02]);
        package.Write(true);
        package.Write(false);
        package.WriteNil();
        package.WriteRaw([0x01, 0x02]);
        package.Flush();
        Assert.Equal(buffer.WrittenSpan.ToArray(), own.ToArray());
        Assert.Equal(buffer.WrittenCount, own.Length);
        own.Clear();
        Assert.Empty(own.ToArray());
    }

    [Fact]
    public void WhatThePackageWritesIsRead()
    {
        foreach (long value in Integers)
        {
            var reader = new MessagePackSpanReader(Write((ref MessagePackWriter writer) => writer.Write(value)));
            Assert.True(reader.TryReadInteger(out long read) && reader.AtEnd);
            Assert.Equal(value, read);
        }
        foreach (int length in Lengths)
        {
            string text = new('x', length);
            var reader = new MessagePackSpanReader(Write((ref MessagePackWriter writer) =>
            {
                writer.Write(text);
                writer.Write(new byte[length]);
                writer.Write(0.5);
                writer.Write(true);
                writer.WriteNil();
            }));
            Assert.True(reader.NextIsString && reader.TryReadString(out ReadOnlySpan<byte> utf8) && utf8.Length == length);
            Assert.True(reader.TryReadBinary(out ReadOnlySpan<byte> binary) && binary.Length == length);
            Assert.True(reader.TryReadDouble(out double number) && number == 0.5);
            Assert.True(reader.TryReadBoolean(out bool truth) && truth);
            Assert.True(reader.NextIsNil && reader.TryReadNil() && reader.AtEnd);
        }
    }

    [Theory]
    [InlineData("d0 05", 5)]
    [InlineData("d1 00 05", 5)]
    [InlineData("d3 00 00 00 00 00 00 00 05", 5)]
    [InlineData("cf 00 00 00 00 00 00 00 05", 5)]
    [InlineData("d2 ff ff ff ff", -1)]
    public void LongerFormsOfAnIntegerAreRead(string hex, long expected)
    {
        var reader = new MessagePackSpanReader(Hex(hex));
        Assert.True(reader.TryReadInteger(out long value) && reader.AtEnd);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cf 80 00 00 00 00 00 00 00")]
    [InlineData("cc")]
    [InlineData("d3 00 00 00")]
    [InlineData("c0")]
    [InlineData("ca 00 00 00 00")]
    public void WhatIsNoIntegerIsRefusedAndNotConsumed(string hex)
    {
        var reader = new MessagePackSpanReader(Hex(hex));
        Assert.False(reader.TryReadInteger(out _));
        Assert.Equal(0, reader.Position);
    }

    [Theory]
    [InlineData("95 01 02 03 04")]
    [InlineData("dc ff ff 00")]
    [InlineData("dd 7f ff ff ff 00")]
    [InlineData("dd ff ff ff ff 00")]
    [InlineData("dc 00")]
    public void AnArrayCannotPromiseMoreThanTheBytesHold(string hex)
    {
        var reader = new MessagePackSpanReader(Hex(hex));
        Assert.False(reader.TryReadArrayHeader(out _));
    }

    [Theory]
    [InlineData("a2 61")]
    [InlineData("d9 05 61")]
    [InlineData("db ff ff ff ff 61")]
    [InlineData("c6 7f ff ff ff 61")]
    public void ATruncatedBlobIsRefused(string hex)
    {
        var reader = new MessagePackSpanReader(Hex(hex));
        Assert.False(reader.TryReadString(out _));
        Assert.False(reader.TryReadBinary(out _));
        Assert.False(reader.TrySkip());
    }

    [Fact]
    public void EveryKindIsSkippedAsThePackageSkipsIt()
    {
        var random = new Random(21);
        var bytes = new byte[40];
        for (int i = 0; i < 200_000; i++)
        {
            random.NextBytes(bytes);
            var own = new MessagePackSpanReader(bytes);
            bool skipped = own.TrySkip();
            var package = new MessagePackReader(bytes);
            bool expected;
            try
            {
                package.Skip();
                expected = true;
            }
            catch (Exception error) when (error is MessagePackSerializationException or EndOfStreamException or ArgumentOutOfRangeException)
            {
                expected = false;
            }
            // The package takes an array or a map of more than two billion entries for an empty one.
            if (expected && !skipped && bytes.AsSpan().ContainsAny((byte)0xdd, (byte)0xdf)) continue;
            Assert.True(expected == skipped, Convert.ToHexString(bytes));
            if (skipped) Assert.Equal(package.Consumed, own.Position);
        }
    }

    [Fact]
    public void DeepNestingIsSkippedWithoutRecursion()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, 1_000_000), 0xc0];
        var reader = new MessagePackSpanReader(bytes);
        Assert.True(reader.TrySkip() && reader.AtEnd);
    }

    private delegate void Writing(ref MessagePackWriter writer);

    private static byte[] Write(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
