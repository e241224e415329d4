namespace Notion.Sync.Simulation.Claims;

/// <summary>Something was not as promised.</summary>
/// <param name="promise">Which promise, in a word: the shrinker keeps to failures of one kind.</param>
/// <param name="message">What happened.</param>
internal sealed class SimulationFailure(string promise, string message) : Exception($"{promise}: {message}")
{
    public string Promise { get; } = promise;
}
