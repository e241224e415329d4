using Notion.Sync.Simulation.Runs;

namespace Notion.Tests;

/// <summary>A simulator that finds nothing proves nothing: each defect that is put in on purpose has to be found, and by the promise that it breaks.</summary>
public sealed class BreakagesAreFound
{
    [Theory]
    [InlineData("AcknowledgesBeforeCommit", 20, "durable means durable", "committed means committed")]
    [InlineData("SendsBeforeStored", 20, "stored before sent")]
    [InlineData("ForgetsUnsent", 100, "what is not durable is pending", "durable means durable")]
    [InlineData("ResendsUnderAnotherId", 200, "nothing is applied twice", "nothing is counted twice")]
    [InlineData("ForgetsSupply", 1_000, "everything settles", "all replicas are equal")]
    [InlineData("KeepsDependents", 300, "dependents go too")]
    [InlineData("NeverHearsOthers", 100, "everything settles", "all replicas are equal")]
    [InlineData("ForwardsTooFew", 50, "everything settles", "all replicas are equal")]
    public void WithinSomeSeeds(string breakage, int seeds, params string[] promises)
    {
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            RunResult result = Simulation.Run(Plan.Of(seed) with { Breakage = Enum.Parse<Breakage>(breakage) });
            if (result.Failure is { } failure && promises.Contains(failure.Promise)) return;
        }
        Assert.Fail($"{breakage} was not found in {seeds} seeds.");
    }

    [Fact]
    public void AFailureIsMadeSmaller()
    {
        Plan plan = Plan.Of(1) with { Breakage = Breakage.AcknowledgesBeforeCommit };
        RunResult failed = Simulation.Run(plan);
        RunResult smallest = Simulation.Run(Shrinker.Shrink(plan));
        Assert.Equal(failed.Failure!.Promise, smallest.Failure!.Promise);
        Assert.True(smallest.Plan.Edits < plan.Edits && smallest.Plan.Accidents <= plan.Accidents);
    }
}
