using System.Buffers.Binary;
using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>Writes the subset of MessagePack that updates and snapshots use, each value in its shortest form, so that equal values have equal bytes.</summary>
internal struct MessagePackSpanWriter
{
    private byte[] _buffer;
    private int _length;

    public MessagePackSpanWriter(int capacity)
    {
        _buffer = new byte[capacity];
        _length = 0;
    }

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public readonly byte[] ToArray() => _buffer is null ? [] : _buffer.AsSpan(0, _length).ToArray();

    public void Clear() => _length = 0;

    public void WriteNil() => Reserve(1)[0] = 0xc0;

    public void WriteBoolean(bool value) => Reserve(1)[0] = value ? (byte)0xc3 : (byte)0xc2;

    public void WriteInteger(long value)
    {
        if (value is >= -32 and <= 0x7f)
        {
            Reserve(1)[0] = (byte)value;
        }
        else if (value >= 0)
        {
            if (value <= byte.MaxValue)
            {
                Span<byte> at = Reserve(2);
                at[0] = 0xcc;
                at[1] = (byte)value;
            }
            else if (value <= ushort.MaxValue)
            {
                Span<byte> at = Reserve(3);
                at[0] = 0xcd;
                BinaryPrimitives.WriteUInt16BigEndian(at[1..], (ushort)value);
            }
            else if (value <= uint.MaxValue)
            {
                Span<byte> at = Reserve(5);
                at[0] = 0xce;
                BinaryPrimitives.WriteUInt32BigEndian(at[1..], (uint)value);
            }
            else
            {
                Span<byte> at = Reserve(9);
                at[0] = 0xcf;
                BinaryPrimitives.WriteUInt64BigEndian(at[1..], (ulong)value);
            }
        }
        else if (value >= sbyte.MinValue)
        {
            Span<byte> at = Reserve(2);
            at[0] = 0xd0;
            at[1] = (byte)value;
        }
        else if (value >= short.MinValue)
        {
            Span<byte> at = Reserve(3);
            at[0] = 0xd1;
            BinaryPrimitives.WriteInt16BigEndian(at[1..], (short)value);
        }
        else if (value >= int.MinValue)
        {
            Span<byte> at = Reserve(5);
            at[0] = 0xd2;
            BinaryPrimitives.WriteInt32BigEndian(at[1..], (int)value);
        }
        else
        {
            Span<byte> at = Reserve(9);
            at[0] = 0xd3;
            BinaryPrimitives.WriteInt64BigEndian(at[1..], value);
        }
    }

    public void WriteDouble(double value)
    {
        Span<byte> at = Reserve(9);
        at[0] = 0xcb;
        BinaryPrimitives.WriteDoubleBigEndian(at[1..], value);
    }

    /// <summary>Writes text as UTF-8. The caller has made sure that it holds no lone surrogate.</summary>
    public void WriteString(ReadOnlySpan<char> text)
    {
        if (text.Length == 1 && char.IsAscii(text[0]))  // a keystroke
        {
            Span<byte> at = Reserve(2);
            at[1] = (byte)text[0];
            at[0] = 0xa1;
            return;
        }
        int size = System.Text.Encoding.UTF8.GetByteCount(text);
        if (size <= 31) Reserve(1)[0] = (byte)(0xa0 | size);
        else WriteLength(0xd9, size);
        Utf8.FromUtf16(text, Reserve(size), out _, out _);
    }

    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteLength(0xc4, value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    public void WriteArrayHeader(int count)
    {
        if (count <= 15)
        {
            Reserve(1)[0] = (byte)(0x90 | count);
        }
        else if (count <= ushort.MaxValue)
        {
            Span<byte> at = Reserve(3);
            at[0] = 0xdc;
            BinaryPrimitives.WriteUInt16BigEndian(at[1..], (ushort)count);
        }
        else
        {
            Span<byte> at = Reserve(5);
            at[0] = 0xdd;
            BinaryPrimitives.WriteUInt32BigEndian(at[1..], (uint)count);
        }
    }

    /// <summary>Copies values that are MessagePack already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> values) => values.CopyTo(Reserve(values.Length));

    private void WriteLength(byte firstCode, int size)
    {
        if (size <= byte.MaxValue)
        {
            Span<byte> at = Reserve(2);
            at[0] = firstCode;
            at[1] = (byte)size;
        }
        else if (size <= ushort.MaxValue)
        {
            Span<byte> at = Reserve(3);
            at[0] = (byte)(firstCode + 1);
            BinaryPrimitives.WriteUInt16BigEndian(at[1..], (ushort)size);
        }
        else
        {
            Span<byte> at = Reserve(5);
            at[0] = (byte)(firstCode + 2);
            BinaryPrimitives.WriteUInt32BigEndian(at[1..], (uint)size);
        }
    }

    private Span<byte> Reserve(int size)
    {
        if (_buffer is null || _buffer.Length - _length < size) Grow(size);
        Span<byte> at = _buffer.AsSpan(_length, size);
        _length += size;
        return at;
    }

    private void Grow(int size)
    {
        int capacity = Math.Max(_length + size, Math.Max(64, (_buffer?.Length ?? 0) * 2));
        Array.Resize(ref _buffer, capacity);
    }
}
