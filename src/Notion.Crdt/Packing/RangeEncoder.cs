namespace Notion.Crdt;

/// <summary>The encoder of a binary range coder with carry (Martin 1979; the form with a byte cache is that of LZMA).</summary>
internal struct RangeEncoder() : IBitCoder
{
    /// <summary>How many bytes end a code; those of them that are 0 are left out.</summary>
    public const int Flushed = 5;

    private byte[] _bytes = new byte[256];
    private int _length;
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _cache;
    private int _pending;                               // bytes of 0xff behind the cache, which a carry would turn into 0

    public int Code(ref BitModel model, int bit)
    {
        bit = Code(model.Zero, bit);
        model.Learn(bit);
        return bit;
    }

    public int Code(uint zero, int bit)
    {
        uint bound = (_range >> BitModel.Bits) * zero;
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _low += bound;
            _range -= bound;
        }
        while (_range < 1u << 24) Shift();
        return bit;
    }

    public uint CodePlain(uint value, int bits)
    {
        _range >>= bits;
        _low += (ulong)_range * value;
        while (_range < 1u << 24) Shift();
        return value;
    }

    /// <summary>Ends the code in as few bytes as tell it: those that a decoder takes for granted, zeros, are left out.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        ulong last = _low + _range - 1;
        for (int bits = 32; bits >= 0; bits -= 8)
        {
            ulong rounded = last >> bits << bits;
            if (rounded < _low) continue;
            _low = rounded;
            break;
        }
        for (int i = 0; i < Flushed; i++) Shift();
        int length = _length, least = Math.Max(1, _length - Flushed);
        while (length > least && _bytes[length - 1] == 0) length--;
        return _bytes.AsSpan(1, length - 1);       // the first byte is the cache that was there at the beginning
    }

    private void Shift()
    {
        if (_low < 0xff000000u || _low > uint.MaxValue)
        {
            byte carry = (byte)(_low >> 32);
            Write((byte)(_cache + carry));
            for (; _pending > 0; _pending--) Write((byte)(0xff + carry));
            _cache = (byte)(_low >> 24);
        }
        else
        {
            _pending++;
        }
        _low = (_low & 0x00ffffff) << 8;
        _range <<= 8;
    }

    private void Write(byte value)
    {
        if (_length == _bytes.Length) Array.Resize(ref _bytes, _length * 2);
        _bytes[_length++] = value;
    }
}
