namespace Notion.Sync.Simulation.Runs;

/// <summary>Makes a failing plan smaller, one thing after the other, for as long as it breaks the same promise.</summary>
internal static class Shrinker
{
    public static Plan Shrink(Plan plan)
    {
        if (Simulation.Run(plan).Failure is not { } failure) return plan;
        for (bool smaller = true; smaller;)
        {
            smaller = false;
            foreach (Plan candidate in Candidates(plan))
            {
                if (Simulation.Run(candidate).Failure?.Promise != failure.Promise) continue;
                plan = candidate;
                smaller = true;
                break;
            }
        }
        return plan;
    }

    private static IEnumerable<Plan> Candidates(Plan plan)
    {
        if (plan.Pages > 1) yield return plan with { Pages = 1 };
        if (plan.Servers > 1) yield return plan with { Servers = plan.Servers - 1 };
        if (plan.Clients > 2) yield return plan with { Clients = plan.Clients - 1 };
        foreach (Fault fault in Enum.GetValues<Fault>())
            if (fault is not (Fault.None or Fault.All) && plan.Has(fault)) yield return plan with { Faults = plan.Faults & ~fault };
        foreach (int edits in new[] { plan.Edits / 2, plan.Edits - 4, plan.Edits - 1 })
            if (edits > 0) yield return plan with { Edits = edits };
        foreach (int accidents in new[] { plan.Accidents / 2, plan.Accidents - 1 })
            if (accidents >= 0 && accidents < plan.Accidents) yield return plan with { Accidents = accidents };
    }
}
