using System.Buffers.Binary;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>A frame of the protocol as the bytes that a client puts on a socket: a masked binary WebSocket message (RFC 6455, section 5).</summary>
internal static class WireFrame
{
    public static byte[] Encode(Frame frame, uint mask) => Encode(0x82, FrameWriter.ToArray(frame), mask);

    /// <param name="head">The first byte: the last fragment's bit and the kind.</param>
    public static byte[] Encode(byte head, ReadOnlySpan<byte> payload, uint mask)
    {
        int extended = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        byte[] bytes = new byte[2 + extended + 4 + payload.Length];
        bytes[0] = head;
        bytes[1] = (byte)(0x80 | (extended switch { 0 => payload.Length, 2 => 126, _ => 127 }));
        if (extended == 2) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)payload.Length);
        if (extended == 8) BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(2), (ulong)payload.Length);
        Span<byte> key = bytes.AsSpan(2 + extended, 4);
        BinaryPrimitives.WriteUInt32BigEndian(key, mask);
        Span<byte> masked = bytes.AsSpan(6 + extended);
        for (int i = 0; i < payload.Length; i++) masked[i] = (byte)(payload[i] ^ key[i & 3]);
        return bytes;
    }

    /// <summary>Finds the first message in what a server has sent.</summary>
    /// <param name="size">How long the whole message is; more than there is when a part of it has not come yet, 0 when not even that is known.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out byte head, out int payloadAt, out int size)
    {
        head = 0;
        payloadAt = size = 0;
        if (bytes.Length < 2) return false;
        head = bytes[0];
        long length = bytes[1] & 0x7f;
        payloadAt = 2;
        if (length == 126)
        {
            if (bytes.Length < 4) return false;
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            payloadAt = 4;
        }
        else if (length == 127)
        {
            if (bytes.Length < 10) return false;
            length = (long)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]);
            payloadAt = 10;
        }
        size = checked((int)(payloadAt + length));
        return bytes.Length >= size;
    }
}
