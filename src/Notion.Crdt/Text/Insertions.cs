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
/// <para>Free slots are bits; above them stand counts of 1,024, 16,384, … slots, sixteen to a node. Most things go near the one before, so a few words around its own are looked at
/// first. Any other look-up goes down with at most sixteen additions a level: O(n log n) in all.</para>
/// </remarks>
internal static class Insertions
{
    private const int WordBits = 64, Fanout = 16;
    private const int NearWords = 8;

    /// <summary>Replaces each place by the slot in which the thing ends up.</summary>
    /// <param name="places">The i-th from 0 to i.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Resolve(Span<int> places)
    {
        int count = places.Length;
        var free = new ulong[(count + WordBits - 1) / WordBits];
        free.AsSpan().Fill(ulong.MaxValue);
        int[][] levels = CountsAbove(free.Length, count);
        int at = 0, before = 0;                         // the word that was used last, and how many slots before it are free
        for (int i = count - 1; i >= 0; i--)
        {
            int wanted = places[i], steps = NearWords;
            for (; wanted < before && steps > 0; steps--) before -= BitOperations.PopCount(free[--at]);
            ulong word = free[at];
            for (int here; wanted >= before && wanted - before >= (here = BitOperations.PopCount(word)) && steps > 0 && at + 1 < free.Length; steps--)
            {
                before += here;
                word = free[++at];
            }
            if (wanted < before || wanted - before >= BitOperations.PopCount(word)) word = free[at = WordOf(wanted, free, levels, out before)];
            int bit = Select(word, wanted - before);
            free[at] = word & ~(1UL << bit);
            for (int level = 0, group = at; level < levels.Length; level++) levels[level][group /= Fanout]--;
            places[i] = (at * WordBits) + bit;
        }
    }

    /// <summary>The word in which the free slot of a number lies, and how many are before it.</summary>
    private static int WordOf(int wanted, ulong[] free, int[][] levels, out int before)
    {
        int left = wanted, at = 0;
        for (int level = levels.Length - 1; level >= 0; level--)
        {
            int[] counts = levels[level];
            for (at *= Fanout; left >= counts[at]; at++) left -= counts[at];
        }
        for (at *= Fanout; ; at++)
        {
            int here = BitOperations.PopCount(free[at]);
            if (left < here) break;
            left -= here;
        }
        before = wanted - left;
        return at;
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
