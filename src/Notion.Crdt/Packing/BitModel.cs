namespace Notion.Crdt;

/// <summary>What a <see cref="IBitCoder"/> expects of one kind of bit: how probable a 0 is, learned from the bits before.</summary>
/// <remarks>It begins at one half. A bit moves it by 1 / (n + 1.5) of the way to that bit, n being how many there were before, but at most <see cref="Memory"/>.</remarks>
internal struct BitModel
{
    /// <summary>Bits of a probability.</summary>
    public const int Bits = 15;

    private const int Half = 1 << (Bits - 1);
    private const int Least = 31;                       // no bit is ever held for impossible

    /// <summary>Most bits that count: later ones push out earlier ones.</summary>
    public const int Memory = 127;

    private static readonly int[] Rates = [.. Enumerable.Range(0, Memory + 1).Select(seen => (int)(65536 / (seen + 1.5)))];

    private ushort _offset;                             // from one half, so that a default model is one that expects nothing
    private byte _seen;

    /// <summary>The probability of a 0, of 2 to the power <see cref="Bits"/>; never 0 or all.</summary>
    public readonly uint Zero => (uint)(Half ^ _offset);

    public void Learn(int bit)
    {
        int zero = Half ^ _offset;
        zero += (((bit == 0 ? (1 << Bits) - Least : Least) - zero) * Rates[_seen]) >> 16;
        _offset = (ushort)(Half ^ zero);
        if (_seen < Memory) _seen++;
    }
}
