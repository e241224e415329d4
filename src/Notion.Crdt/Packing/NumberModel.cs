using System.Numerics;

namespace Notion.Crdt;

/// <summary>What is expected of a number of one kind: its size in bits, the two bits below the highest for each size, and nothing of the bits below those.</summary>
internal sealed class NumberModel
{
    private const int SizeBits = 6, LearnedBits = 2;

    private readonly BitModel[] _sizes = new BitModel[1 << SizeBits];
    private readonly BitModel[] _learned = new BitModel[1 << (SizeBits + LearnedBits)];

    /// <param name="coder">The coder.</param>
    /// <param name="value">Below 2⁶⁴ − 1.</param>
    public ulong Code<TCoder>(ref TCoder coder, ulong value)
        where TCoder : struct, IBitCoder
    {
        ulong number = value + 1;
        int size = BitOperations.Log2(number), node = 1;
        for (int i = SizeBits - 1; i >= 0; i--) node = (node << 1) | coder.Code(ref _sizes[node], (size >> i) & 1);
        size = node - (1 << SizeBits);

        ulong read = 1;
        for (int i = size - 1; i >= 0; i--)
        {
            int below = size - 1 - i;
            if (below < LearnedBits)
            {
                read = (read << 1) | (uint)coder.Code(ref _learned[(size << LearnedBits) + (int)read], (int)(number >> i) & 1);
            }
            else
            {
                int count = Math.Min(i + 1, 16);
                i -= count - 1;
                read = (read << count) | coder.CodePlain((uint)(number >> i) & ((1u << count) - 1), count);
            }
        }
        return read - 1;
    }

    public long CodeSigned<TCoder>(ref TCoder coder, long value)
        where TCoder : struct, IBitCoder
    {
        ulong coded = Code(ref coder, ((ulong)value << 1) ^ (ulong)(value >> 63));
        return (long)(coded >> 1) ^ -(long)(coded & 1);
    }
}
