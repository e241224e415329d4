namespace Notion.Sync.Simulation.Time;

/// <summary>A stream of randomness of its own for each concern, all from one seed: a concern that draws more, or is switched off, does not shift the others.</summary>
internal sealed class Chance(ulong seed, string concern) : Random(Mix(seed, concern))
{
    /// <summary>True with the probability.</summary>
    public bool Happens(double probability) => NextDouble() < probability;

    /// <summary>Evenly between the two.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + (most - least) * NextDouble();

    /// <summary>At or below <paramref name="most"/>, and mostly far below: half of the times in the first 3 percent.</summary>
    public TimeSpan Skewed(TimeSpan most) => most * Math.Pow(NextDouble(), 5);

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    private static int Mix(ulong seed, string concern)
    {
        ulong mixed = seed;
        foreach (char letter in concern) mixed = Step(mixed ^ letter);
        return (int)(Step(mixed) >> 33);
    }

    /// <summary>SplitMix64: Steele, Lea and Flood 2014.</summary>
    private static ulong Step(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
