using System.Diagnostics;
using System.Globalization;

namespace Notion.Crdt.Mutants;

/// <summary>What the tests are without a mutant: which pass here, how long each takes, which mutants it comes by. Kept in a file, since a run is begun again after each mutant that does not end.</summary>
internal static class Baseline
{
    /// <summary>Milliseconds above which a test is left out: it would be run for every mutant that the others do not notice.</summary>
    private const double Slow = 3_000;

    public static List<SuiteTest> Of(List<SuiteTest> tests, MutantSwitch mutants, string file)
    {
        if (!File.Exists(file)) Measure(tests, mutants, file);
        var known = File.ReadLines(file).Select(line => line.Split('\t')).ToDictionary(fields => fields[0], StringComparer.Ordinal);
        foreach (SuiteTest test in tests)
        {
            if (!known.TryGetValue(test.Name, out string[]? fields)) continue;
            test.Milliseconds = double.Parse(fields[1], CultureInfo.InvariantCulture);
            test.Reaches = [.. fields[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        }
        return [.. tests.Where(test => test.Reaches.Count > 0).OrderBy(test => test.Milliseconds)];
    }

    private static void Measure(List<SuiteTest> tests, MutantSwitch mutants, string file)
    {
        List<string> lines = [];
        foreach (SuiteTest test in tests)
        {
            try
            {
                mutants.Active = MutantSwitch.None;
                if (Time(test.Run) > 2 * Slow)
                {
                    Console.WriteLine($"left out, since it takes long: {test.Name}");
                    continue;
                }
                HashSet<int> reached = mutants.ReachedBy(test.Run);
                if (reached.Count == 0) continue;
                double milliseconds = Time(test.Run);
                if (milliseconds <= Slow) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{test.Name}\t{milliseconds:0.0}\t{string.Join(',', reached.Order())}"));
                else Console.WriteLine($"left out, since it takes long: {test.Name}");
            }
            catch (Exception error)
            {
                Console.WriteLine($"left out, since it fails here without a mutant: {test.Name}: {error.Message.Split('\n')[0]}");
            }
        }
        File.WriteAllLines(file, lines);
    }

    private static double Time(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
