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

    public void Add(int position)
    {
        foreach (ulong[] level in _levels)
        {
            ref ulong word = ref level[position >> 6];
            bool first = word == 0;
            word |= 1UL << position;
            if (!first) return;
            position >>= 6;
        }
    }

    public void AddRange(int position, int count)
    {
        for (int end = position + count; position < end; position++) Add(position);
    }

    public void Remove(int position)
    {
        foreach (ulong[] level in _levels)
        {
            ref ulong word = ref level[position >> 6];
            word &= ~(1UL << position);
            if (word != 0) return;
            position >>= 6;
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
}
