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
