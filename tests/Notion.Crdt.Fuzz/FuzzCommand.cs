using System.Globalization;

namespace Notion.Crdt.Fuzz;

/// <summary>Runs some targets from the command line.</summary>
internal static class FuzzCommand
{
    /// <returns>0: nothing found. 1: findings, written to the folder. 2: an input that did not come to an end. 64: no such target.</returns>
    public static int Run(string[] args, IReadOnlyList<FuzzTarget> all)
    {
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
        double minutes = double.Parse(options.GetValueOrDefault("--minutes", "1"), CultureInfo.InvariantCulture);
        int seed = int.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);
        string crashers = options.GetValueOrDefault("--crashers", Path.Combine("tests", "crashers"));
        FuzzTarget[] targets = [.. all.Where(target => target.Name == options.GetValueOrDefault("--target", target.Name))];
        if (targets.Length > 0) return new FuzzRun(targets, seed, crashers, Console.Out).Go(TimeSpan.FromMinutes(minutes)) == 0 ? 0 : 1;
        Console.Error.WriteLine($"There is no such target; there are {string.Join(", ", all.Select(target => target.Name))}.");
        return 64;
    }
}
