using Notion.Traces;

namespace Notion.Benchmarks.Cases;

/// <summary>A text that knows nothing of other people: an array with a gap where the caret is. What typing costs at least.</summary>
internal sealed class GapBuffer
{
    private char[] _units = new char[64];
    private int _gapStart;
    private int _gapEnd = 64;

    public static string Replay(Patch[] patches)
    {
        var text = new GapBuffer();
        foreach (ref readonly Patch patch in patches.AsSpan()) text.Apply(patch);
        return text.ToString();
    }

    public override string ToString() => string.Concat(_units.AsSpan(0, _gapStart), _units.AsSpan(_gapEnd));

    private void Apply(in Patch patch)
    {
        MoveGap(patch.Position);
        _gapEnd += patch.Deleted;
        ReadOnlySpan<char> inserted = patch.Inserted;
        if (_gapEnd - _gapStart < inserted.Length) Grow(inserted.Length);
        inserted.CopyTo(_units.AsSpan(_gapStart));
        _gapStart += inserted.Length;
    }

    private void MoveGap(int position)
    {
        if (position < _gapStart)
        {
            int count = _gapStart - position;
            _units.AsSpan(position, count).CopyTo(_units.AsSpan(_gapEnd - count));
            _gapStart -= count;
            _gapEnd -= count;
        }
        else if (position > _gapStart)
        {
            int count = position - _gapStart;
            _units.AsSpan(_gapEnd, count).CopyTo(_units.AsSpan(_gapStart));
            _gapStart += count;
            _gapEnd += count;
        }
    }

    private void Grow(int needed)
    {
        char[] grown = new char[Math.Max(_units.Length * 2, _units.Length + needed)];
        int tail = _units.Length - _gapEnd;
        _units.AsSpan(0, _gapStart).CopyTo(grown);
        _units.AsSpan(_gapEnd).CopyTo(grown.AsSpan(grown.Length - tail));
        (_units, _gapEnd) = (grown, grown.Length - tail);
    }
}
