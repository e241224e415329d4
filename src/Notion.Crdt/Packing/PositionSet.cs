using System.Numerics;

namespace Notion.Crdt;

/// <summary>A set of positions in the text, as bits in levels of 64: finding the nearest member in either direction takes one step a level.</summary>
internal sealed class PositionSet
{
    private readonly ulong[][] _levels;

    /// <param name="count">Positions are from 0 to below this.</param>
    public PositionSet(int count)
    {
        var levels = new List<ulong[]>();
        do
        {
            count = (count + 63) >> 6;
            levels.Add(new ulong[Math.Max(1, count)]);
        }
        while (count > 1);
        _levels = [.. levels];
    }

    public bool Contains(int position) => (_levels[0][position >> 6] >> position & 1) != 0;

    public void Add(int position) => AddRange(position, 1);

    public void Remove(int position) => RemoveRange(position, 1);

    public void AddRange(int position, int count)
    {
        int first = position, last = position + count - 1;
        foreach (ulong[] level in _levels)
        {
            int from = first >> 6, to = last >> 6;
            bool known = from == to && level[from] != 0;
            for (int word = from; word <= to; word++) level[word] |= Bits(word, first, last);
            if (known) return;
            (first, last) = (from, to);
        }
    }

    public void RemoveRange(int position, int count)
    {
        int first = position, last = position + count - 1;
        foreach (ulong[] level in _levels)
        {
            if (first > last) return;
            int from = first >> 6, to = last >> 6;
            for (int word = from; word <= to; word++) level[word] &= ~Bits(word, first, last);
            (first, last) = (level[from] != 0 ? from + 1 : from, level[to] != 0 ? to - 1 : to);
        }
    }

    public void Flip(int position)
    {
        if (Contains(position)) Remove(position);
        else Add(position);
    }

    /// <summary>The first member at or after a position; -1 if there is none.</summary>
    public int Next(int position)
    {
        for (int level = 0; level < _levels.Length; level++)
        {
            int word = position >> 6;
            if (word >= _levels[level].Length) return -1;
            ulong bits = _levels[level][word] & (ulong.MaxValue << position);
            if (bits != 0)
            {
                position = (word << 6) + BitOperations.TrailingZeroCount(bits);
                for (; level > 0; level--) position = (position << 6) + BitOperations.TrailingZeroCount(_levels[level - 1][position]);
                return position;
            }
            position = word + 1;
        }
        return -1;
    }

    /// <summary>The last member before a position; -1 if there is none.</summary>
    public int Previous(int position)
    {
        position--;
        for (int level = 0; level < _levels.Length && position >= 0; level++)
        {
            int word = position >> 6;
            ulong bits = _levels[level][word] & (ulong.MaxValue >> (63 - (position & 63)));
            if (bits != 0)
            {
                position = (word << 6) + BitOperations.Log2(bits);
                for (; level > 0; level--) position = (position << 6) + BitOperations.Log2(_levels[level - 1][position]);
                return position;
            }
            position = word - 1;
        }
        return -1;
    }

    /// <summary>Those bits of a word that stand for what lies from one place to another.</summary>
    private static ulong Bits(int word, int first, int last)
    {
        ulong bits = ulong.MaxValue;
        if (word == first >> 6) bits &= ulong.MaxValue << first;
        if (word == last >> 6) bits &= ulong.MaxValue >> (63 - (last & 63));
        return bits;
    }
}
