using System.Globalization;
using Notion.Crdt.Fuzz;

// dotnet run -c Release --project tests/Notion.Crdt.Fuzz -- [--minutes 60] [--seed 1] [--target update|snapshot|cursor|selection|version|json|markdown|html] [--crashers folder]
// Exit code 0: nothing found. 1: findings, written to the folder. 2: an input that did not come to an end.
Dictionary<string, string> options = new(StringComparer.Ordinal);
for (int i = 0; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
double minutes = double.Parse(options.GetValueOrDefault("--minutes", "1"), CultureInfo.InvariantCulture);
int seed = int.Parse(options.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);
string crashers = options.GetValueOrDefault("--crashers", Path.Combine("tests", "crashers"));
FuzzTarget[] targets = [.. FuzzTarget.All.Where(target => target.Name == options.GetValueOrDefault("--target", target.Name))];
if (targets.Length == 0)
{
    Console.Error.WriteLine($"There is no such target; there are {string.Join(", ", FuzzTarget.All.Select(target => target.Name))}.");
    return 64;
}
return new FuzzRun(targets, seed, crashers, Console.Out).Go(TimeSpan.FromMinutes(minutes)) == 0 ? 0 : 1;
