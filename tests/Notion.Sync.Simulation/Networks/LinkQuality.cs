namespace Notion.Sync.Simulation.Networks;

/// <summary>How fast messages travel.</summary>
/// <param name="Least">The shortest delay of a message.</param>
/// <param name="Most">The longest; most are far shorter.</param>
internal sealed record LinkQuality(TimeSpan Least, TimeSpan Most);
