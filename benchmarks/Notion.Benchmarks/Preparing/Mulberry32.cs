namespace Notion.Benchmarks.Preparing;

/// <summary>The small random source of the other libraries' bench, so that one seed makes the same pages here.</summary>
internal struct Mulberry32(uint seed)
{
    private uint _state = seed;

    /// <summary>From 0 up to, but not including, 1.</summary>
    public double Next()
    {
        unchecked
        {
            _state += 0x6d2b79f5;
            uint t = (_state ^ (_state >> 15)) * (1 | _state);
            t = (t + ((t ^ (t >> 7)) * (61 | t))) ^ t;
            return (t ^ (t >> 14)) / 4294967296.0;
        }
    }
}
