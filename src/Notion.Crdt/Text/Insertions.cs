using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Notion.Crdt;

/// <summary>
/// An order of n things as the places at which they were inserted one after the other: the i-th place says before how many of the i things that were there before it the new one went.
/// </summary>
/// <remarks>
/// <para>From places to order, backwards: nothing was inserted after the last thing, so its place is where it ends up. That slot taken, the same holds for the one before,
/// among the slots that are free. So each thing takes the free slot of its number.</para>
/// <para>Free slots are bits; above them stand counts of 1,024, 16,384, … slots, sixteen to a node. A look-up goes down with at most sixteen additions a level: O(n log n) in all, and at
/// some thousand things a dozen nanoseconds each.</para>
/// </remarks>
internal static class Insertions
{
    private const int WordBits = 64, Fanout = 16;

    /// <summary>Replaces each place by the slot in which the thing ends up.</summary>
    /// <param name="places">The i-th from 0 to i.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Resolve(Span<int> places)
    {
        int count = places.Length;
        var free = new ulong[(count + WordBits - 1) / WordBits];
        free.AsSpan().Fill(ulong.MaxValue);
        int[][] levels = CountsAbove(free.Length, count);
        for (int i = count - 1; i >= 0; i--)
        {
            int left = places[i], at = 0;
            for (int level = levels.Length - 1; level >= 0; level--)
            {
                int[] counts = levels[level];
                for (at *= Fanout; left >= counts[at]; at++) left -= counts[at];
                counts[at]--;
            }
            for (at *= Fanout; ; at++)
            {
                int here = BitOperations.PopCount(free[at]);
                if (left < here) break;
                left -= here;
            }
            int bit = Select(free[at], left);
            free[at] &= ~(1UL << bit);
            places[i] = (at * WordBits) + bit;
        }
    }

    /// <summary>The places from the order.</summary>
    /// <param name="slots">In the order of insertion, where each thing stands in the end.</param>
    public static int[] PlacesOf(int[] slots)
    {
        var places = new int[slots.Length];
        var before = new int[slots.Length + 1];         // a Fenwick tree over the slots that are taken
        for (int i = 0; i < slots.Length; i++)
        {
            for (int at = slots[i]; at > 0; at &= at - 1) places[i] += before[at];
            for (int at = slots[i] + 1; at < before.Length; at += at & -at) before[at]++;
        }
        return places;
    }

    private static int[][] CountsAbove(int words, int count)
    {
        var levels = new List<int[]>();
        int each = WordBits;
        while (words > Fanout)
        {
            words = (words + Fanout - 1) / Fanout;
            each *= Fanout;
            var counts = new int[words];
            for (int i = 0; i < words; i++) counts[i] = Math.Min(each, count - (i * each));
            levels.Add(counts);
        }
        return [.. levels];
    }

    /// <summary>The number of the n-th bit that is set, from 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Select(ulong word, int n)
    {
        if (Bmi2.X64.IsSupported) return BitOperations.TrailingZeroCount(Bmi2.X64.ParallelBitDeposit(1UL << n, word));
        for (; n > 0; n--) word &= word - 1;
        return BitOperations.TrailingZeroCount(word);
    }
}
