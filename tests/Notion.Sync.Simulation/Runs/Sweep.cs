using System.Diagnostics;

namespace Notion.Sync.Simulation.Runs;

/// <summary>Runs many seeds, each twice in a thousand to see that it replays, and prints what came of them.</summary>
/// <param name="from">The first seed.</param>
/// <param name="count">How many.</param>
/// <param name="threads">How many runs at the same time; runs share nothing.</param>
/// <param name="output">Where to print.</param>
/// <param name="breakage">A defect to put in.</param>
internal sealed class Sweep(ulong from, ulong count, int threads, TextWriter output, Breakage breakage = Breakage.None)
{
    private const int ReplayEvery = 1_000;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _reported = Stopwatch.GetTimestamp();
    private TimeSpan _time;
    private long _steps;
    private ulong _done;

    /// <summary>The runs that failed.</summary>
    public List<RunResult> Failures { get; } = [];

    /// <summary>Runs them all.</summary>
    /// <returns>How many failed.</returns>
    public int Run()
    {
        ulong next = from;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (true)
            {
                ulong seed = Interlocked.Increment(ref next) - 1;
                if (seed >= from + count) return;
                Note(Play(seed));
            }
        }))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        Print();
        return Failures.Count;
    }

    private RunResult Play(ulong seed)
    {
        Plan plan = Plan.Of(seed) with { Breakage = breakage };
        RunResult result = Simulation.Run(plan);
        if (seed % ReplayEvery != 0 || result.Failure is not null) return result;
        RunResult again = Simulation.Run(plan);
        return again.Hash == result.Hash ? result : result with { Failure = new Claims.SimulationFailure("a seed replays", $"the hashes are {result.Hash:x16} and {again.Hash:x16}") };
    }

    private void Note(RunResult result)
    {
        lock (_gate)
        {
            _done++;
            _time += result.Time;
            _steps += result.Steps;
            if (result.Failure is not null)
            {
                Failures.Add(result);
                output.WriteLine(Report.Of(result));
            }
            if (Stopwatch.GetElapsedTime(_reported) < ReportEvery) return;
            _reported = Stopwatch.GetTimestamp();
            Print();
        }
    }

    private void Print()
    {
        output.WriteLine($"{_done} of {count} seeds from {from}, {_time.TotalHours:F1} hours of virtual time, {_steps} steps, {Failures.Count} failures, {Stopwatch.GetElapsedTime(_started).TotalSeconds:F0} s");
        output.Flush();
    }
}
