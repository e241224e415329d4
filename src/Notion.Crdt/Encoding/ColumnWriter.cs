using System.Numerics;

namespace Notion.Crdt;

/// <summary>Writes one column of a snapshot: variable-length integers (LEB128), signed ones in zigzag form.</summary>
internal struct ColumnWriter()
{
    private byte[] _bytes = new byte[64];
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Write(ulong value)
    {
        if (_bytes.Length - _length < 10) Array.Resize(ref _bytes, _bytes.Length * 2);
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[_length++] = (byte)value;
    }

    public void WriteByte(byte value)
    {
        if (_bytes.Length == _length) Array.Resize(ref _bytes, _bytes.Length * 2);
        _bytes[_length++] = value;
    }

    public void Write(int value) => Write((ulong)value);

    public void WriteSigned(long value) => Write(((ulong)value << 1) ^ (ulong)(value >> 63));

    public void WriteText(ReadOnlySpan<char> text)
    {
        int size = System.Text.Encoding.UTF8.GetByteCount(text);
        if (_bytes.Length - _length < size) Array.Resize(ref _bytes, (int)BitOperations.RoundUpToPowerOf2((uint)(_length + size)));
        _length += System.Text.Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }
}
