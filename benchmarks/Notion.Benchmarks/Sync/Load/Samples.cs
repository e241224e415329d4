namespace Notion.Benchmarks.Sync;

/// <summary>Times, and their order statistics.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = new(1 << 16);
    private bool _sorted;

    public void Add(double value)
    {
        _values.Add(value);
        _sorted = false;
    }

    public int Count => _values.Count;

    public double? Mean => _values.Count == 0 ? null : _values.Average();

    public double? Largest => At(1);

    /// <param name="part">0.5 for the median.</param>
    public double? At(double part)
    {
        if (_values.Count == 0) return null;
        if (!_sorted) _values.Sort();
        _sorted = true;
        return _values[Math.Min(_values.Count - 1, (int)(_values.Count * part))];
    }
}
