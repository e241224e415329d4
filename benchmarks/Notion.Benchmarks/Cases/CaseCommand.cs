using Notion.Benchmarks.Measuring;
using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>Runs what the arguments name, and turns mistakes of the person who typed them into one sentence and exit code 2.</summary>
internal static class CaseCommand
{
    /// <summary>The exit code for what the person at the command line can mend.</summary>
    public const int BadUsage = 2;

    private const int Wrong = 1;

    public static int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception mistake) when (mistake is UsageException or TraceException)
        {
            Console.Error.WriteLine(mistake.Message);
            return BadUsage;
        }
    }

    /// <summary>Prints the case's line. Exit code 1 where the replicas did not show what the trace says they must.</summary>
    public static int RunCase(string[] args)
    {
        if (args.Length > 2) throw new UsageException($"Give a case and at most one trace file, not {args.Length} arguments.");
        string[] parts = args[0].Split(':', 2);
        Case found = Case.All.FirstOrDefault(one => one.Name == parts[0])
            ?? throw new UsageException($"There is no case '{args[0]}'; the cases are {string.Join(", ", Case.All.Select(one => one.Name))}.");
        if (parts.Length > 1 && !found.TakesFormat)
            throw new UsageException($"Case {found.Name} takes no format: leave ':{parts[1]}' out.");
        if (found.NeedsTrace && args.Length < 2)
            throw new UsageException($"Case {found.Name} needs the path of a trace file as its second argument.");
        DocumentFormat format = parts.Length > 1 ? DocumentFormat.Find(parts[1]) : DocumentFormat.Default;
        string trace = args.Length > 1 ? args[1] : string.Empty;
        var result = new Result(args[0], TraceFile.NameOf(trace));
        found.Run(new CaseRun(trace, format, result));
        Console.WriteLine(result);
        return result.Ok == false ? Wrong : 0;
    }
}
