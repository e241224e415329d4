using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>Reads what <see cref="ColumnWriter"/> wrote; every method throws for what it cannot have written.</summary>
internal ref struct ColumnReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly bool AtEnd => _position == _bytes.Length;

    public readonly int Remaining => _bytes.Length - _position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read()
    {
        int at = _position;
        if ((uint)at >= (uint)_bytes.Length || _bytes[at] >= 0x80) return ReadLong();
        _position = at + 1;
        return _bytes[at];
    }

    private ulong ReadLong()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_position == _bytes.Length) throw SnapshotReader.Malformed("a column ends in the middle of a number");
            byte part = _bytes[_position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
        throw SnapshotReader.Malformed("a number is too long");
    }

    /// <summary>A number from 0 to <paramref name="largest"/>; none where that is negative, as the last index of an empty list is.</summary>
    public int Read(int largest)
    {
        ulong value = Read();
        return largest >= 0 && value <= (ulong)largest ? (int)value : throw SnapshotReader.Malformed("a number is out of its range");
    }

    /// <summary>A number of things, each of which takes at least a byte of this column.</summary>
    public int ReadCount() => Read(Remaining);

    public long ReadSigned()
    {
        ulong value = Read();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number of which the lowest byte is in another column.</summary>
    public int ReadSplit(ref ColumnReader low) => (Read(int.MaxValue >> 8) << 8) | low.ReadBytes(1)[0];

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > Remaining) throw SnapshotReader.Malformed("a column is too short");
        ReadOnlySpan<byte> bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
