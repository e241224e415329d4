using System.Diagnostics;
using System.Globalization;
using Notion.Benchmarks.Cases;

namespace Notion.Benchmarks.Adversarial;

/// <summary>
/// Prints a table: each case at n, 2n and 4n, and by what the time grew from 2n to 4n (2 is linear, 4 is quadratic). A case that was slow, or slow to prepare, is not made larger, so the whole is bounded.
/// </summary>
internal static class AdversarialCommand
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(4), EnoughWithPreparation = TimeSpan.FromSeconds(10);

    /// <returns>The process's exit code: 1 where a result was wrong.</returns>
    public static int Run(string[] names, TextWriter output)
    {
        AdversarialCase[] cases = [.. AdversarialCase.All.Where(one => names.Length == 0 || names.Any(name => one.Name.Contains(name, StringComparison.Ordinal)))];
        if (cases.Length == 0) throw new UsageException($"No adversarial case has that in its name; they are: {string.Join("; ", AdversarialCase.All.Select(one => one.Name))}.");
        bool right = true;
        output.WriteLine("| case | 4n | n, ms | 2n, ms | 4n, ms | 2n to 4n |");
        output.WriteLine("|---|--:|--:|--:|--:|--:|");
        foreach (AdversarialCase one in cases)
        {
            Time(one, one.Largest / 16, ref right);     // compiles
            TimeSpan?[] times = new TimeSpan?[3];
            for (int i = 0; i < 3; i++)
            {
                long start = Stopwatch.GetTimestamp();
                times[i] = Time(one, one.Largest >> (2 - i), ref right);
                if (times[i] > Enough || Stopwatch.GetElapsedTime(start) > EnoughWithPreparation) break;
            }
            string growth = times[2] is { } last ? (last / times[1]!.Value).ToString("0.0", CultureInfo.InvariantCulture) : "stopped";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {one.Name} | {one.Largest:N0} | {string.Join(" | ", times.Select(Show))} | {growth} |"));
            output.Flush();
        }
        return right ? 0 : 1;
    }

    private static string Show(TimeSpan? time) => time?.TotalMilliseconds.ToString("N1", CultureInfo.InvariantCulture) ?? "–";

    private static TimeSpan Time(AdversarialCase one, int size, ref bool right)
    {
        Func<bool> action = one.Prepare(size);
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        bool ok = action();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        if (!ok) Console.Error.WriteLine($"{one.Name}, {size}: the result is wrong.");
        right &= ok;
        return time;
    }
}
