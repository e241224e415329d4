using System.Diagnostics;
using System.Globalization;

namespace Notion.Crdt.Mutants;

/// <summary>
/// Turns one mutant on after the other in a process that is warm, and runs the tests that come by it until one notices: those first that noticed the most for their time. A mutant with which a test does not come to an end counts as noticed; it takes
/// the process with it, and so does one that overflows the stack. The run is begun again then, and goes on after it.
/// </summary>
internal sealed class MutantRun(List<SuiteTest> tests, MutantSwitch mutants, string report)
{
    /// <summary>The process's exit code where it is to be begun again.</summary>
    public const int Again = 3;

    private static readonly TimeSpan Waiting = TimeSpan.FromMinutes(10);
    private readonly string _running = report + ".running";
    private volatile Attempt? _attempt;

    private sealed record Attempt(string Mutant, SuiteTest Test, long Started, TimeSpan Processor);

    public void Go(IReadOnlyList<string> all)
    {
        HashSet<string> done = File.Exists(report) ? [.. File.ReadLines(report).Select(line => line.Split('\t')[1])] : [];
        if (File.Exists(_running) && File.ReadAllText(_running) is { Length: > 0 } last && !done.Contains(last.Split('\t')[0]))
        {
            Report("crash", last, string.Empty);
            done.Add(last.Split('\t')[0]);
        }
        using var watchdog = new Timer(_ => GiveUpWhereItDoesNotEnd(), null, 200, 200);
        foreach (string mutant in all)
        {
            string id = mutant.Split('\t')[0];
            if (!done.Contains(id)) Try(mutant, int.Parse(id, CultureInfo.InvariantCulture));
        }
    }

    private void Try(string mutant, int id)
    {
        File.WriteAllText(_running, mutant);
        List<SuiteTest> reaching = [.. tests.Where(test => test.Reaches.Contains(id)).OrderByDescending(test => (test.Kills + 0.01) / (test.Milliseconds + 1))];
        foreach (SuiteTest test in reaching)
        {
            mutants.Active = id;
            _attempt = new Attempt(mutant, test, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            try
            {
                test.Run();
            }
            catch (Exception)
            {
                test.Kills++;
                Report("killed", mutant, test.Name);
                return;
            }
            finally
            {
                _attempt = null;
                mutants.Active = MutantSwitch.None;
            }
        }
        Report(reaching.Count == 0 ? "UNREACHED" : "SURVIVED", mutant, string.Empty);
    }

    private void GiveUpWhereItDoesNotEnd()
    {
        if (_attempt is not { } attempt) return;
        bool endless = Environment.CpuUsage.TotalTime - attempt.Processor > TimeSpan.FromMilliseconds(5_000 + (20 * attempt.Test.Milliseconds));
        if (!endless && Stopwatch.GetElapsedTime(attempt.Started) < Waiting && Environment.WorkingSet < 2L << 30) return;
        if (_attempt != attempt) return;
        Report("timeout", attempt.Mutant, attempt.Test.Name);
        Environment.Exit(Again);
    }

    private void Report(string fate, string mutant, string by)
    {
        string line = $"{fate}\t{mutant}\t{by}";
        File.AppendAllText(report, line + "\n");
        Console.WriteLine(line);
    }
}
