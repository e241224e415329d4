using System.Diagnostics;

namespace Notion.Crdt.Fuzz;

/// <summary>Feeds targets with mutated inputs for a time. What is accepted serves as a seed for more.</summary>
internal sealed class FuzzRun(IReadOnlyList<FuzzTarget> targets, int seed, string crashers, TextWriter output)
{
    private const int CorpusSize = 400;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5), Hopeless = TimeSpan.FromSeconds(60), Deadlocked = TimeSpan.FromMinutes(15);

    private readonly Random _random = new(seed);
    private readonly Dictionary<FuzzTarget, Tally> _tallies = targets.ToDictionary(target => target, _ => new Tally());
    private readonly HashSet<string> _findings = new(StringComparer.Ordinal);
    private volatile Attempt? _running;

    private sealed record Attempt(FuzzTarget Target, byte[] Input, long Started, TimeSpan Processor);

    private sealed class Tally
    {
        public List<byte[]> Corpus { get; } = [];

        public Dictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

        public int Inputs { get; set; }

        public int Accepted { get; set; }

        public long MostAllocated { get; set; }

        public TimeSpan Slowest { get; set; }
    }

    /// <summary>Goes on for a time, and returns how many findings there are.</summary>
    public int Go(TimeSpan time)
    {
        output.WriteLine($"seed {seed}, {time.TotalMinutes:0.#} minutes, {string.Join(", ", targets.Select(target => target.Name))}");
        using var watchdog = new Timer(_ => GiveUpIfHopeless(), null, Hopeless, TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        TimeSpan report = TimeSpan.FromMinutes(1);
        while (clock.Elapsed < time)
        {
            foreach (FuzzTarget target in targets) Step(target, 50);
            if (clock.Elapsed < report) continue;
            Report(clock.Elapsed);
            report += TimeSpan.FromMinutes(1);
        }
        Report(clock.Elapsed);
        return _findings.Count;
    }

    /// <summary>Feeds each target so many inputs.</summary>
    public IReadOnlyCollection<string> Go(int inputs)
    {
        foreach (FuzzTarget target in targets) Step(target, inputs);
        return _findings;
    }

    private void Step(FuzzTarget target, int inputs)
    {
        Tally tally = _tallies[target];
        for (int i = 0; i < inputs; i++)
        {
            if (tally.Corpus.Count < 30 || _random.Next(2_000) == 0) Keep(tally, target.Seed(_random));
            byte[] input = Any(tally);
            for (int rounds = _random.Next(1, 4); rounds > 0; rounds--) input = target.Mutate(input, _random, () => Any(tally));
            Feed(target, tally, input);
        }
    }

    private byte[] Any(Tally tally) => tally.Corpus[_random.Next(tally.Corpus.Count)];

    private void Keep(Tally tally, byte[] input)
    {
        if (tally.Corpus.Count < CorpusSize) tally.Corpus.Add(input);
        else tally.Corpus[_random.Next(CorpusSize)] = input;
    }

    private void Feed(FuzzTarget target, Tally tally, byte[] input)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;       // not the clock's: much else may be running
        _running = new Attempt(target, input, Stopwatch.GetTimestamp(), before);
        tally.Inputs++;
        try
        {
            Verdict verdict = target.Try(input);
            tally.MostAllocated = Math.Max(tally.MostAllocated, verdict.Allocated);
            if (verdict.Refusal is { } code)
            {
                tally.Refused[code] = tally.Refused.GetValueOrDefault(code) + 1;
            }
            else
            {
                tally.Accepted++;
                if (_random.Next(4) == 0 && input.Length < 20_000) Keep(tally, input);
            }
        }
        catch (Exception error)
        {
            Found(target, input, error is FindingException ? error.Message : $"{error.GetType().Name}: {error.Message}{Environment.NewLine}{error.StackTrace}");
        }
        _running = null;
        TimeSpan took = Environment.CpuUsage.TotalTime - before;
        if (took > tally.Slowest) tally.Slowest = took;
        if (took > Longest) Found(target, input, $"{input.Length} bytes of input took {took.TotalSeconds:0.0} s");
    }

    private void Found(FuzzTarget target, byte[] input, string what)
    {
        string kind = string.Join(' ', what.Split('\n').Take(3)).Replace('\r', ' ');
        if (!_findings.Add($"{target.Name}: {string.Concat(kind.Where(letter => !char.IsAsciiDigit(letter)))}")) return;
        string path = Write(target, input);
        output.WriteLine($"FOUND by {target.Name}, {path}{Environment.NewLine}{what}");
    }

    private string Write(FuzzTarget target, byte[] input)
    {
        string folder = Path.Combine(crashers, target.Name);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"found-{seed}-{_findings.Count}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }

    private void GiveUpIfHopeless()
    {
        if (_running is not { } attempt || (Environment.CpuUsage.TotalTime - attempt.Processor < Hopeless && Stopwatch.GetElapsedTime(attempt.Started) < Deadlocked) || attempt != _running) return;
        output.WriteLine($"FOUND by {attempt.Target.Name}, {Write(attempt.Target, attempt.Input)}: no end after {Hopeless.TotalSeconds} s");
        Environment.Exit(2);
    }

    private void Report(TimeSpan elapsed)
    {
        foreach ((FuzzTarget target, Tally tally) in _tallies)
        {
            output.WriteLine(
                $"{elapsed:hh\\:mm\\:ss} {target.Name}: {tally.Inputs} inputs, {tally.Accepted} accepted, {string.Join(", ", tally.Refused.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}; "
                + $"at most {tally.MostAllocated / 1024} KiB, {tally.Slowest.TotalMilliseconds:0} ms; {_findings.Count} findings");
        }
        output.Flush();
    }
}
