namespace Notion.Crdt;

/// <summary>Reads what a <see cref="RangeEncoder"/> wrote. What bytes it is given, it gives bits; but few more than they hold.</summary>
internal struct RangeDecoder : IBitCoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private int _position;
    private uint _range = uint.MaxValue;
    private uint _code;

    public RangeDecoder(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        for (int i = 0; i < 4; i++) _code = (_code << 8) | Next();
    }

    /// <summary>Whether it has read all bytes that it was given.</summary>
    public readonly bool AtEnd => _position >= _bytes.Length;

    public int Code(ref BitModel model, int bit)
    {
        bit = Code(model.Zero, bit);
        model.Learn(bit);
        return bit;
    }

    public int Code(uint zero, int bit)
    {
        uint bound = (_range >> BitModel.Bits) * zero;
        if (_code < bound)
        {
            _range = bound;
            bit = 0;
        }
        else
        {
            _code -= bound;
            _range -= bound;
            bit = 1;
        }
        while (_range < 1u << 24) Shift();
        return bit;
    }

    public uint CodePlain(uint value, int bits)
    {
        _range >>= bits;
        value = Math.Min(_code / _range, (1u << bits) - 1);
        _code -= value * _range;
        while (_range < 1u << 24) Shift();
        return value;
    }

    private void Shift()
    {
        _code = (_code << 8) | Next();
        _range <<= 8;
    }

    private byte Next()
    {
        int at = _position++;
        if (at < _bytes.Length) return _bytes.Span[at];
        return at - _bytes.Length < RangeEncoder.Flushed ? (byte)0 : throw SnapshotReader.Malformed("a code in it ends too early");
    }
}
