using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>
/// Reads the subset of MessagePack that updates and snapshots use, straight from a span: integers, strings, binary, arrays, nil, booleans, doubles.
/// </summary>
/// <remarks>
/// Never throws and never allocates: each method says whether the next value was of the wanted kind and whole. Array headers that promise more
/// values than bytes remain are refused, so that a caller may allocate by them. Written here because one update per keystroke makes the
/// reader the hottest code of a merge; see docs/decisions/0002-own-messagepack-in-crdt.md.
/// </remarks>
internal ref struct MessagePackSpanReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public MessagePackSpanReader(ReadOnlySpan<byte> bytes, int position)
        : this(bytes) => Position = position;

    /// <summary>Offset of the next value.</summary>
    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _bytes.Length;

    public readonly int Remaining => _bytes.Length - Position;

    public readonly ReadOnlySpan<byte> Slice(int start, int end) => _bytes[start..end];

    public readonly bool NextIsNil => Position < _bytes.Length && _bytes[Position] == 0xc0;

    public readonly bool NextIsArray =>
        Position < _bytes.Length && (_bytes[Position] is >= 0x90 and <= 0x9f or 0xdc or 0xdd);

    public readonly bool NextIsString =>
        Position < _bytes.Length && (_bytes[Position] is >= 0xa0 and <= 0xbf or 0xd9 or 0xda or 0xdb);

    public readonly byte PeekByte() => Position < _bytes.Length ? _bytes[Position] : (byte)0xc1;

    public bool TryReadNil()
    {
        if (!NextIsNil) return false;
        Position++;
        return true;
    }

    public bool TryReadBoolean(out bool value)
    {
        byte code = PeekByte();
        value = code == 0xc3;
        if (code is not (0xc2 or 0xc3)) return false;
        Position++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadInteger(out long value)
    {
        int at = Position;
        if ((uint)at >= (uint)_bytes.Length || _bytes[at] >= 0x80) return TryReadLongInteger(out value);
        value = _bytes[at];
        Position = at + 1;
        return true;
    }

    private bool TryReadLongInteger(out long value)
    {
        value = 0;
        if (Position >= _bytes.Length) return false;
        byte code = _bytes[Position];
        if (code >= 0xe0)
        {
            value = (sbyte)code;
            Position++;
            return true;
        }
        int size = code switch { 0xcc or 0xd0 => 1, 0xcd or 0xd1 => 2, 0xce or 0xd2 => 4, 0xcf or 0xd3 => 8, _ => 0 };
        if (size == 0 || Remaining < 1 + size) return false;
        ReadOnlySpan<byte> at = _bytes.Slice(Position + 1, size);
        switch (code)
        {
            case 0xcc: value = at[0]; break;
            case 0xcd: value = BinaryPrimitives.ReadUInt16BigEndian(at); break;
            case 0xce: value = BinaryPrimitives.ReadUInt32BigEndian(at); break;
            case 0xcf:
                ulong large = BinaryPrimitives.ReadUInt64BigEndian(at);
                if (large > long.MaxValue) return false;
                value = (long)large;
                break;
            case 0xd0: value = (sbyte)at[0]; break;
            case 0xd1: value = BinaryPrimitives.ReadInt16BigEndian(at); break;
            case 0xd2: value = BinaryPrimitives.ReadInt32BigEndian(at); break;
            default: value = BinaryPrimitives.ReadInt64BigEndian(at); break;
        }
        Position += 1 + size;
        return true;
    }

    public bool TryReadDouble(out double value)
    {
        value = 0;
        if (PeekByte() != 0xcb || Remaining < 9) return false;
        value = BinaryPrimitives.ReadDoubleBigEndian(_bytes[(Position + 1)..]);
        Position += 9;
        return true;
    }

    /// <summary>The string's UTF-8 bytes, not yet checked to be UTF-8.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> utf8)
    {
        byte code = PeekByte();
        int prefix = code switch { >= 0xa0 and <= 0xbf => 0, 0xd9 => 1, 0xda => 2, 0xdb => 4, _ => -1 };
        return TryReadBlob(prefix, code & 0x1f, out utf8);
    }

    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        int prefix = PeekByte() switch { 0xc4 => 1, 0xc5 => 2, 0xc6 => 4, _ => -1 };
        return TryReadBlob(prefix, 0, out value);
    }

    public bool TryReadArrayHeader(out int count)
    {
        count = 0;
        byte code = PeekByte();
        if (code is >= 0x90 and <= 0x9f)
        {
            count = code & 0x0f;
            Position++;
        }
        else if (code == 0xdc && Remaining >= 3)
        {
            count = BinaryPrimitives.ReadUInt16BigEndian(_bytes[(Position + 1)..]);
            Position += 3;
        }
        else if (code == 0xdd && Remaining >= 5)
        {
            uint large = BinaryPrimitives.ReadUInt32BigEndian(_bytes[(Position + 1)..]);
            if (large > int.MaxValue) return false;
            count = (int)large;
            Position += 5;
        }
        else
        {
            return false;
        }
        return count <= Remaining;
    }

    /// <summary>Steps over one value of any MessagePack kind, however deep; false where it is not whole.</summary>
    public bool TrySkip()
    {
        long left = 1;
        while (left > 0)
        {
            if (Position >= _bytes.Length) return false;
            left--;
            byte code = _bytes[Position];
            long size = 1, inner = 0;
            int lengthSize = 0, extra = 0;
            switch (code)
            {
                case <= 0x7f or >= 0xe0 or 0xc0 or 0xc2 or 0xc3: break;
                case <= 0x8f: inner = (code & 0x0f) * 2; break;
                case <= 0x9f: inner = code & 0x0f; break;
                case <= 0xbf: size += code & 0x1f; break;
                case 0xc4 or 0xd9: lengthSize = 1; break;
                case 0xc5 or 0xda: lengthSize = 2; break;
                case 0xc6 or 0xdb: lengthSize = 4; break;
                case 0xc7: lengthSize = 1; extra = 1; break;
                case 0xc8: lengthSize = 2; extra = 1; break;
                case 0xc9: lengthSize = 4; extra = 1; break;
                case 0xcc or 0xd0: size += 1; break;
                case 0xcd or 0xd1: size += 2; break;
                case 0xca or 0xce or 0xd2: size += 4; break;
                case 0xcb or 0xcf or 0xd3: size += 8; break;
                case >= 0xd4 and <= 0xd8: size += 1 + (1 << (code - 0xd4)); break;
                case >= 0xdc and <= 0xdf:
                    int width = (code & 1) == 0 ? 2 : 4;
                    if (Remaining < 1 + width) return false;
                    inner = width == 2
                        ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[(Position + 1)..])
                        : BinaryPrimitives.ReadUInt32BigEndian(_bytes[(Position + 1)..]);
                    if (code >= 0xde) inner *= 2;
                    size += width;
                    break;
                default: return false;
            }
            if (lengthSize > 0)
            {
                if (Remaining < 1 + lengthSize) return false;
                size += lengthSize + extra + ReadLength(lengthSize);
            }
            if (size > Remaining) return false;
            Position += (int)size;
            left += inner;
            if (left > Remaining) return false;
        }
        return true;
    }

    private readonly long ReadLength(int size) => size switch
    {
        1 => _bytes[Position + 1],
        2 => BinaryPrimitives.ReadUInt16BigEndian(_bytes[(Position + 1)..]),
        _ => BinaryPrimitives.ReadUInt32BigEndian(_bytes[(Position + 1)..]),
    };

    private bool TryReadBlob(int prefix, int length, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (prefix < 0 || Remaining < 1 + prefix) return false;
        long size = prefix == 0 ? length : ReadLength(prefix);
        if (size > Remaining - 1 - prefix) return false;
        value = _bytes.Slice(Position + 1 + prefix, (int)size);
        Position += 1 + prefix + (int)size;
        return true;
    }
}
