namespace Notion.Sync.Simulation.Runs;

/// <summary>A run in words.</summary>
internal static class Report
{
    public static string Of(RunResult result) => result.Failure is null
        ? $"{result.Plan}: all holds after {result.Time.TotalSeconds:F1} s and {result.Steps} steps, hash {result.Hash:x16}"
        : $"FAILED {result.Plan}\n  at {result.Time.TotalSeconds:F4} s, hash {result.Hash:x16}: {result.Failure.Message}\n  replay: dotnet run -c Release --project tests/Notion.Sync.Simulation -- --replay {result.Plan.Seed} --shrink";
}
