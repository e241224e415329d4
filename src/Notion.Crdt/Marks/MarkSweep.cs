using System.Runtime.InteropServices;

namespace Notion.Crdt;

/// <summary>Goes over the anchors of a sequence in order and knows at each place which marks count.</summary>
/// <remarks>For each key the marks that are open, by stamp: the last of them counts. <see cref="Current"/> is made anew only of what changed.</remarks>
internal sealed class MarkSweep(MarkTable marks, int onlyKey = -1)
{
    private readonly Dictionary<int, List<int>> _open = [];
    private readonly Dictionary<int, PropertyValue> _changed = [];  // keys passed since Current was made, and the values that it shows
    private readonly Comparer<int> _byStamp = Comparer<int>.Create(marks.Compare);
    private TextMarks _current = TextMarks.None;

    /// <summary>The marks on what follows the last anchor passed; the same object while they are the same.</summary>
    public TextMarks Current
    {
        get
        {
            if (_changed.Count == 0) return _current;
            foreach ((int key, PropertyValue shown) in _changed)
            {
                PropertyValue value = ValueOf(key);
                if (value != shown) _current = _current.With(marks.Key(key), value);
            }
            _changed.Clear();
            return _current;
        }
    }

    /// <summary>Starts at a place between two anchors.</summary>
    public void Begin(MarkAnchors anchors, MarkAnchors.Place place)
    {
        var over = new List<int>();
        anchors.CollectOver(place, over);
        foreach (int mark in over) Pass(new MarkAnchors.Entry(mark, false));
    }

    public void Pass(MarkAnchors.Entry entry)
    {
        ref Mark mark = ref marks[entry.Mark];
        if (mark.IsOff || (onlyKey >= 0 && mark.Key != onlyKey)) return;
        ref List<int>? open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, mark.Key, out _);
        open ??= [];
        int at = open.Count;
        if (at > 0)
        {
            at = CollectionsMarshal.AsSpan(open).BinarySearch(entry.Mark, _byStamp);
            if (at < 0) at = ~at;
        }
        bool counts = at == open.Count || (entry.IsEnd && at == open.Count - 1);
        if (counts) _changed.TryAdd(mark.Key, open.Count == 0 ? PropertyValue.Null : marks[open[^1]].Value);
        if (entry.IsEnd) open.RemoveAt(at);
        else open.Insert(at, entry.Mark);
    }

    /// <summary>The mark operations that count on what follows the last anchor passed.</summary>
    public void CollectCounting(List<int> counting)
    {
        foreach (List<int> open in _open.Values)
            if (open.Count > 0 && marks[open[^1]].Value != PropertyValue.Null) counting.Add(open[^1]);
    }

    /// <summary>The value of a key on what follows the last anchor passed; Null for none.</summary>
    public PropertyValue ValueOf(int key) =>
        _open.TryGetValue(key, out List<int>? open) && open.Count > 0 ? marks[open[^1]].Value : PropertyValue.Null;
}
