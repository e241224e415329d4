using System.Globalization;
using Notion.Sync.Simulation.Runs;

// dotnet run -c Release --project tests/Notion.Sync.Simulation -- --seeds 100000 --from 1 --threads 2
// dotnet run -c Release --project tests/Notion.Sync.Simulation -- --replay 4711 [--shrink]
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : null;
ulong Number(string name, ulong otherwise) => Option(name) is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;

Breakage breakage = Option("--breakage") is { } name ? Enum.Parse<Breakage>(name) : Breakage.None;
if (Option("--replay") is not null)
{
    Plan plan = Plan.Of(Number("--replay", 0)) with { Breakage = breakage };
    if (args.Contains("--shrink")) plan = Shrinker.Shrink(plan);
    RunResult result = Simulation.Run(plan, Console.Out);
    Console.WriteLine(Report.Of(result));
    return result.Failure is null ? 0 : 1;
}

var sweep = new Sweep(Number("--from", 1), Number("--seeds", 1_000), (int)Number("--threads", (ulong)Environment.ProcessorCount), Console.Out, breakage);
return sweep.Run() == 0 ? 0 : 1;
