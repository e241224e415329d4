using System.Diagnostics;

namespace Notion.Server.Tests.Running;

/// <summary>Holds what is promised to happen within a second to it, on a machine that has other things to do as those that run tests have: half of many times within the second, and never much later.</summary>
internal static class Promptness
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    /// <param name="times">How often; once has only the bound.</param>
    /// <param name="cause">Brings it about.</param>
    /// <param name="effect">Returns once it has happened.</param>
    public static async Task AssertAsync(int times, Func<int, Task> cause, Func<int, Task> effect)
    {
        var took = new TimeSpan[times];
        for (int i = 0; i < times; i++)
        {
            await cause(i);
            long done = Stopwatch.GetTimestamp();
            await effect(i);
            took[i] = Stopwatch.GetElapsedTime(done);
        }
        Array.Sort(took);
        Assert.True(took[^1] < Bound, $"It took {took[^1]} once.");
        if (times > 1) Assert.True(took[times / 2] < Promise, $"Half of {times} times it took longer than {took[times / 2]}.");
    }
}
