using Notion.Sync.Simulation.Claims;

namespace Notion.Sync.Simulation.Runs;

/// <summary>What came of a run.</summary>
/// <param name="Plan">What was to happen.</param>
/// <param name="Failure">What was not as promised; null when all was.</param>
/// <param name="Hash">A hash over all that happened: the same for the same plan.</param>
/// <param name="Time">How long it was, in virtual time.</param>
/// <param name="Steps">How much happened.</param>
internal sealed record RunResult(Plan Plan, SimulationFailure? Failure, ulong Hash, TimeSpan Time, long Steps);
