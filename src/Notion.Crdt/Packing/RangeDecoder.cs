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

    public int Code(ref BitModel model, int bit)
    {
        uint bound = (_range >> BitModel.Bits) * model.Zero;
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
        model.Learn(bit);
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
        return at - _bytes.Length < RangeEncoder.Flushed ? (byte)0 : throw SnapshotReader.Malformed("its history section ends too early");
    }
}
