namespace Notion.Benchmarks.Measuring;

/// <summary>
/// Watches a loop of small steps. Loops take it as a struct type parameter: with <see cref="NoProbe"/> the compiler leaves nothing of it in the timed code.
/// </summary>
internal interface IStepProbe
{
    /// <summary>The first step is about to begin; what came before does not count.</summary>
    void Begin();

    /// <summary>A step is done; the next one begins.</summary>
    void EndStep();
}
