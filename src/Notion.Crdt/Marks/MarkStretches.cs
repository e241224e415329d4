namespace Notion.Crdt;

/// <summary>On which stretches of a text which mark operation counts, collected while the text is read.</summary>
/// <remarks>O(k) for each piece of text between two anchors under k marks.</remarks>
internal sealed class MarkStretches
{
    private readonly Dictionary<int, int> _open = [];               // where it began
    private readonly List<int> _counting = [], _ended = [];
    private int _length;

    /// <summary>Which mark, from where, to where; by where they end.</summary>
    public List<(int Mark, int Start, int End)> Closed { get; } = [];

    /// <summary>More text, under the marks on which a sweep stands.</summary>
    public void Add(int units, MarkSweep sweep)
    {
        _counting.Clear();
        sweep.CollectCounting(_counting);
        Close(mark => !_counting.Contains(mark));
        foreach (int mark in _counting) _open.TryAdd(mark, _length);
        _length += units;
    }

    public void End() => Close(_ => true);

    private void Close(Predicate<int> ends)
    {
        _ended.Clear();
        foreach (int mark in _open.Keys)
            if (ends(mark)) _ended.Add(mark);
        foreach (int mark in _ended)
        {
            _open.Remove(mark, out int start);
            Closed.Add((mark, start, _length));
        }
    }
}
