using System.Diagnostics;

namespace Notion.Benchmarks.Measuring;

/// <summary>
/// Times an action by the rules of the other libraries' bench: once cold in a fresh process, with the memory around it, then the median
/// of four more times with a collection before each, unless the cold run took over a second or <c>NOWARM</c> is set.
/// </summary>
internal static class Measurement
{
    private const double WarmLimitMilliseconds = 1_000;

    /// <summary>Sets ms, peak_mb, rss_mb, heap_mb, ok and warm_ms. Answers the cold milliseconds.</summary>
    /// <param name="action">What is timed. Its result is kept alive until the memory has been read.</param>
    /// <param name="check">Whether the result is right; outside the timed part.</param>
    public static double Run<T>(Result result, Func<T> action, Func<T, bool> check)
    {
        MemoryBaseline baseline = MemoryBaseline.Take();
        double cold = RunCold(result, baseline, action, check);
        result.Set("warm_ms", MedianOfMore(() => action(), cold));
        return cold;
    }

    /// <summary>The milliseconds that the action takes.</summary>
    public static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The median of four repeats, or null where repeating would take too long.</summary>
    public static double? MedianOfMore(Action action, double coldMilliseconds)
    {
        if (coldMilliseconds > WarmLimitMilliseconds || Environment.GetEnvironmentVariable("NOWARM") is { Length: > 0 }) return null;
        double[] times = new double[4];
        for (int i = 0; i < times.Length; i++)
        {
            ProcessMemory.Collect();
            times[i] = Time(action);
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    // A frame of its own: once it has returned, nothing keeps the cold run's result alive during the warm ones.
    private static double RunCold<T>(Result result, MemoryBaseline baseline, Func<T> action, Func<T, bool> check)
    {
        long start = Stopwatch.GetTimestamp();
        T value = action();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        result.Set("ms", milliseconds);
        baseline.SetPeak(result);
        baseline.SetResident(result);
        baseline.SetHeap(result);
        result.Check(check(value));
        return milliseconds;
    }
}
