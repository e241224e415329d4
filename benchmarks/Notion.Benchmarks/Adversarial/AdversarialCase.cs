namespace Notion.Benchmarks.Adversarial;

/// <summary>Input that is as bad as input can be, in three sizes.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Largest">The size of the largest of the three runs; the others take half and a quarter of it.</param>
/// <param name="Prepare">Makes the input of a size; what it returns is timed. That answers false where the result is wrong.</param>
internal sealed record AdversarialCase(string Name, int Largest, Func<int, Func<bool>> Prepare)
{
    public static IReadOnlyList<AdversarialCase> All { get; } = [.. ContestedPlaces.Cases, .. LongTexts.Cases, .. BadTrees.Cases];
}
