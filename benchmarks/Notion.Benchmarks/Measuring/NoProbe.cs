namespace Notion.Benchmarks.Measuring;

/// <summary>Watches nothing.</summary>
internal struct NoProbe : IStepProbe
{
    public readonly void Begin()
    {
    }

    public readonly void EndStep()
    {
    }
}
