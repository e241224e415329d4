using System.Globalization;

namespace Notion.Benchmarks.Ordering;

/// <summary>Prints how long positions become, in bytes, for the ways in which people insert blocks. Seed 1 throughout.</summary>
public static class KeyLengths
{
    private static readonly int[] Inserts = [100, 1_000, 10_000];

    /// <summary>Writes the table of docs/ordering.md: mean and longest position after 100, 1,000 and 10,000 inserts.</summary>
    /// <returns>The process's exit code.</returns>
    public static int Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("| bytes a position, mean (longest) | " + string.Join(" | ", Inserts.Select(inserts => inserts.ToString("N0", CultureInfo.InvariantCulture))) + " |");
        output.WriteLine("|---|" + string.Concat(Inserts.Select(_ => "--:|")));
        foreach (OrderingPattern pattern in OrderingPattern.Logarithmic.Concat(OrderingPattern.Halving).Concat(OrderingPattern.Random))
            output.WriteLine($"| {pattern.Name} | {string.Join(" | ", Inserts.Select(inserts => Measure(pattern, inserts)))} |");
        return 0;
    }

    private static string Measure(OrderingPattern pattern, int inserts)
    {
        List<string> positions = pattern.Play(seed: 1, inserts);
        return string.Create(CultureInfo.InvariantCulture, $"{positions.Average(position => position.Length):0.0} ({positions.Max(position => position.Length)})");
    }
}
