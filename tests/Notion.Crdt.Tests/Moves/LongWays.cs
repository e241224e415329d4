namespace Notion.Crdt.Tests.Moves;

/// <summary>All three kinds of ancestors of a document.</summary>
internal static class LongWays
{
    /// <summary>From how many steps on an index may tell.</summary>
    public static void SetLongWay(this Document document, int longWay)
    {
        DocumentState state = document.State;
        state.Placements.Ancestors.LongWay = longWay;
        state.Arrangement.Ancestors.LongWay = longWay;
        state.Arrangement.FormerAncestors.LongWay = longWay;
    }

    public static long StepsUp(this Document document) =>
        document.State.Placements.Ancestors.Steps + document.State.Arrangement.Ancestors.Steps + document.State.Arrangement.FormerAncestors.Steps;
}
