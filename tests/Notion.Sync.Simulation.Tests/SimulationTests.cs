using Notion.Sync.Simulation.Runs;

namespace Notion.Tests;

/// <summary>The whole sync stack under everything that can go wrong, one seed after the other: docs/testing.md says what is checked, and how to run more.</summary>
public sealed class SimulationTests
{
    /// <summary>As many seeds as the environment asks for in NOTION_SIMULATIONS, from NOTION_FIRST_SEED on.</summary>
    [Fact]
    public void EverySeedHolds()
    {
        var output = new StringWriter();
        var sweep = new Sweep(Setting("NOTION_FIRST_SEED", 1), Setting("NOTION_SIMULATIONS", 2_000), threads: 2, output);
        Assert.True(sweep.Run() == 0, output.ToString());
    }

    /// <summary>Seeds that failed once. What was wrong then has a test of its own where it is small; a seed comes to another history whenever the simulation learns something new.</summary>
    [Theory]
    [InlineData(12215, 13991, 20396, 23806, 29740, 50476, 65703, 67067, 76451, 90767, 92134, 95148, 99163)]     // a rebase did not take away what somebody else made again
    [InlineData(26872, 74915)]                                                                                 // nor did it tell of text that had no place and was erased
    [InlineData(55900, 63707, 70033)]                                                                          // what was taken back was told before it was stored
    [InlineData(94982)]                                                                                        // where one change was too early for a trimmed history, all were made again
    [InlineData(100815, 101162, 101520)]                                                                       // rows of blocks that one server had committed and another deleted stayed
    [InlineData(256, 804, 3420)]                                                                               // a write to the client's store that had failed, and had not
    public void WhatFailedOnceHolds(params int[] seeds) =>
        Assert.All(seeds, seed => Assert.Null(Simulation.Run(Plan.Of((ulong)seed)).Failure));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void ASeedReplaysExactly(int seed)
    {
        RunResult first = Simulation.Run(Plan.Of((ulong)seed));
        var lines = new StringWriter();
        RunResult second = Simulation.Run(Plan.Of((ulong)seed), lines);
        Assert.Null(first.Failure);
        Assert.Equal((first.Hash, first.Time, first.Steps), (second.Hash, second.Time, second.Steps));
        Assert.NotEmpty(lines.ToString());
    }

    [Fact]
    public void AnotherSeedIsAnotherRun() => Assert.NotEqual(Simulation.Run(Plan.Of(1)).Hash, Simulation.Run(Plan.Of(2)).Hash);

    private static ulong Setting(string name, ulong otherwise) => ulong.TryParse(Environment.GetEnvironmentVariable(name), out ulong value) ? value : otherwise;
}
