using System.Numerics;

namespace Notion.Crdt;

/// <summary>
/// Tells of a text that comes byte by byte which byte would be next if it went on as it did the last time: it follows one earlier place for as long as what
/// comes is what came there, and looks for another when it is not.
/// </summary>
/// <remarks>A place is found by a hash of the <see cref="Least"/> bytes before it, of which the latest place is kept: a step for each byte, and at most <see cref="Most"/> to compare.</remarks>
internal sealed class RepeatFinder
{
    /// <summary>Fewest bytes that must agree before a place is followed.</summary>
    public const int Least = 6;

    /// <summary>As many as are counted.</summary>
    public const int Most = 31;

    private const int HashBits = 16;
    private const ulong HashFactor = 0x9E3779B97F4A7C15;

    private readonly byte[] _bytes;
    private readonly int[] _ends = new int[1 << HashBits];
    private int _count, _place;

    /// <param name="capacity">The most bytes that will come.</param>
    public RepeatFinder(int capacity) => _bytes = new byte[capacity];

    /// <summary>How many bytes agree with those before the place that is followed; 0 where none is.</summary>
    public int Length { get; private set; }

    /// <summary>The byte that stands at that place.</summary>
    public byte Expected => _bytes[_place];

    /// <summary>The bytes so far, the last in the lowest eight bits.</summary>
    public ulong Recent { get; private set; }

    public void Add(byte next)
    {
        if (Length > 0 && _bytes[_place] == next)
        {
            _place++;
            Length = Math.Min(Length + 1, Most);
        }
        else
        {
            Length = 0;
        }
        _bytes[_count++] = next;
        Recent = (Recent << 8) | next;
        ref int end = ref _ends[(int)(((Recent & ((1UL << (8 * Least)) - 1)) * HashFactor) >> (64 - HashBits))];
        if (Length == 0 && end > 0) Follow(end);
        end = _count;
    }

    private void Follow(int place)
    {
        int most = Math.Min(place, Most), agree = 0;
        while (agree < most && _bytes[place - 1 - agree] == _bytes[_count - 1 - agree]) agree++;
        if (agree < Least) return;
        _place = place;
        Length = agree;
    }
}
