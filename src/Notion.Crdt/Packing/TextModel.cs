using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>
/// Codes a text by what was read of it so far, and of a text before it. docs/encoding.md specifies it ("Learned text").
/// </summary>
/// <remarks>
/// <para>Context mixing, as in Mahoney, "Adaptive Weighing of Context Models for Lossless Data Compression" (2005): the last one, two and four bytes each have an expectation of the
/// next bit, and so has an earlier place where the text went the same way; their logits are added up by weights that are learned, too. Where a long stretch repeats, one bit says
/// that the next byte is the same again: then neither contexts nor weights are asked or taught, which is most of the speed where people paste and rewrite.</para>
/// <para>A byte takes three rows of a table for each of its halves, sixteen slots side by side: a bit takes a slot in each row. About 250 ns a byte, 20 where it repeats.
/// Everything is in integers, so that every machine reads what any has written.</para>
/// </remarks>
internal sealed class TextModel
{
    private const int Contexts = 3, Inputs = Contexts + 1, WeightSets = 9;
    private const int RowSlots = 16, LeastTableBits = 12, MostTableBits = 21, TableBitsAboveLength = 5;
    private const int WeightBits = 16, LearningShift = 14;
    private const int LongRepeat = 20, MiddlingRepeat = 8;
    private const int LeastProbability = 32;

    // A slot: the probability of a 1 in 4,096ths, and in the four lowest bits how many bits it has seen.
    private const int CountBits = 4, MostCount = (1 << CountBits) - 1;
    private const ushort NewSlot = 2048 << CountBits;

    private static readonly int[] Rates = [.. Enumerable.Range(0, MostCount + 1).Select(seen => (int)(65536 / (seen + 1.5)))];

    private readonly ushort[] _slots;
    private readonly uint _rowMask;
    private readonly int[] _weights = new int[WeightSets * Inputs];
    private readonly BitModel[] _repeats = new BitModel[RepeatFinder.Most + 1];         // whether a whole byte repeats, and
    private readonly BitModel[] _repeatedBits = new BitModel[RepeatFinder.Most + 1];    // a bit, by how long it has: 0 where it does
    private readonly RepeatFinder _finder;
    private int _row1, _row2, _row4;

    /// <param name="length">How many bytes there will be, those to learn from included.</param>
    public TextModel(int length)
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)length | 1) + TableBitsAboveLength, LeastTableBits, MostTableBits);
        _slots = new ushort[1 << bits];
        Array.Fill(_slots, NewSlot);
        Array.Fill(_weights, (1 << WeightBits) / Contexts);
        _rowMask = (1u << bits) - RowSlots;
        _finder = new RepeatFinder(length);
    }

    /// <summary>Learns from a byte that both sides know.</summary>
    public void Learn(byte value)
    {
        ref ushort slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        for (int half = 4, node = 1; half >= 0; half -= 4, node = (1 << 4) | (value >> 4))
        {
            FindRows(half == 4 ? 0 : (uint)node);
            for (int i = half + 3, slot = 1; i >= half; i--)
            {
                int bit = (value >> i) & 1;
                Learn(ref Unsafe.Add(ref slots, _row1 + slot), bit);
                Learn(ref Unsafe.Add(ref slots, _row2 + slot), bit);
                Learn(ref Unsafe.Add(ref slots, _row4 + slot), bit);
                slot = (slot << 1) | bit;
            }
        }
        _finder.Add(value);
    }

    /// <summary>Codes a byte.</summary>
    public byte Code<TCoder>(ref TCoder coder, byte value)
        where TCoder : struct, IBitCoder
    {
        int repeated = _finder.Length;
        if (repeated >= LongRepeat)
        {
            byte expected = _finder.Expected;
            if (coder.Code(ref _repeats[repeated], value == expected ? 0 : 1) == 0)
            {
                _finder.Add(expected);
                return expected;
            }
            repeated = 0;
        }
        value = CodeBits(ref coder, value, repeated);
        _finder.Add(value);
        return value;
    }

    private byte CodeBits<TCoder>(ref TCoder coder, byte value, int repeated)
        where TCoder : struct, IBitCoder
    {
        ref ushort slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        int expected = repeated > 0 ? (1 << 8) | _finder.Expected : 0, node = 1, slot = 1;
        FindRows(0);
        for (int i = 7; i >= 0; i--)
        {
            bool follows = expected >> (i + 1) == node;
            int expectedBit = (expected >> i) & 1, bit = (value >> i) & 1;
            ref ushort slot1 = ref Unsafe.Add(ref slots, _row1 + slot), slot2 = ref Unsafe.Add(ref slots, _row2 + slot), slot4 = ref Unsafe.Add(ref slots, _row4 + slot);
            int input1 = InputOf(slot1), input2 = InputOf(slot2), input4 = InputOf(slot4), inputR = 0;
            int set = (Knows(slot2) ? 1 : 0) + (Knows(slot4) ? 1 : 0);
            if (follows)
            {
                inputR = Logistic.Stretch((int)_repeatedBits[repeated].Zero >> (BitModel.Bits - 12));
                if (expectedBit == 0) inputR = -inputR;
                set += repeated > MiddlingRepeat ? 6 : 3;
            }

            Span<int> weights = _weights.AsSpan(set * Inputs, Inputs);
            long sum = ((long)input1 * weights[0]) + ((long)input2 * weights[1]) + ((long)input4 * weights[2]) + ((long)inputR * weights[3]);
            int one = Math.Clamp(Logistic.Squash((int)Math.Clamp(sum >> WeightBits, -4096, 4096)), LeastProbability, (1 << 16) - LeastProbability);
            bit = coder.Code((uint)((1 << 16) - one) >> (16 - BitModel.Bits), bit);

            int error = (bit << 16) - one;
            weights[0] += Share(input1, error);
            weights[1] += Share(input2, error);
            weights[2] += Share(input4, error);
            weights[3] += Share(inputR, error);
            Learn(ref slot1, bit);
            Learn(ref slot2, bit);
            Learn(ref slot4, bit);
            if (follows) _repeatedBits[repeated].Learn(bit ^ expectedBit);

            node = (node << 1) | bit;
            slot = (slot << 1) | bit;
            if (i != 4) continue;
            FindRows((uint)node);
            slot = 1;
        }
        return (byte)node;
    }

    /// <summary>The rows for the next four bits, after the bits of the byte so far.</summary>
    private void FindRows(uint node)
    {
        uint recent = (uint)_finder.Recent;
        _row1 = RowOf(recent & 0xff, 1, node);
        _row2 = RowOf(recent & 0xffff, 2, node);
        _row4 = RowOf(recent, 4, node);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RowOf(uint context, uint order, uint node)
    {
        uint hash = ((context + (order << 28)) * 0x9E3779B1) ^ (node * 0x85EBCA6B);
        hash = (hash ^ (hash >> 15)) * 0x2C1B3C6D;
        return (int)((hash ^ (hash >> 13)) & _rowMask);
    }

    private static bool Knows(ushort slot) => (slot & MostCount) != 0;

    private static int InputOf(ushort slot) => Knows(slot) ? Logistic.Stretch(slot >> CountBits) : 0;

    private static int Share(int input, int error) => ((input * error) + (1 << (LearningShift - 1))) >> LearningShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Learn(ref ushort slot, int bit)
    {
        int seen = slot & MostCount, one = slot >> CountBits;
        one += (((bit == 1 ? 4095 : 0) - one) * Rates[seen]) >> 16;
        slot = (ushort)((one << CountBits) | Math.Min(seen + 1, MostCount));
    }
}
