namespace Notion.Server.Tests.Accounts;

/// <summary>Whether two series of times come from one distribution: the rank-sum test of Mann and Whitney (1947), which asks nothing of its shape.</summary>
internal static class TwoSamples
{
    /// <returns>By how many standard deviations the ranks of the one are off from those of the other; of equal distributions beyond 4 once in 16,000.</returns>
    public static double RankSumZ(IReadOnlyCollection<double> one, IReadOnlyCollection<double> other)
    {
        (double Value, bool IsOne)[] all = [.. one.Select(value => (value, true)).Concat(other.Select(value => (value, false))).OrderBy(pair => pair.Item1)];
        double ranks = 0;
        for (int i = 0; i < all.Length; i++)
            if (all[i].IsOne) ranks += i + 1;
        double n = one.Count, m = other.Count;
        return (ranks - (n * (n + m + 1) / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
    }

    /// <summary>Takes both in turns, in random order; once more where the machine may have been the reason.</summary>
    public static async Task AssertAlikeAsync(int pairs, Func<Task<double>> one, Func<Task<double>> other)
    {
        var random = new Random(1);
        double z = 0;
        for (int round = 0; round < 3; round++)
        {
            var (first, second) = (new List<double>(), new List<double>());
            for (int i = 0; i < pairs; i++)
            {
                bool swapped = random.Next(2) == 0;
                if (swapped) second.Add(await other());
                first.Add(await one());
                if (!swapped) second.Add(await other());
            }
            z = RankSumZ(first, second);
            if (Math.Abs(z) < 3) return;
        }
        Assert.Fail($"The times differ by {z} standard deviations.");
    }
}
