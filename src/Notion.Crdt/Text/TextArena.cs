using System.Text;

namespace Notion.Crdt;

/// <summary>All characters that one replica ever inserted, in order of their counters, so that consecutive ids have adjacent text.</summary>
internal sealed class TextArena
{
    private char[] _units = [];

    public int Length { get; private set; }

    /// <summary>Adds room for so many units, in one step.</summary>
    public void Extend(int units)
    {
        if (_units.Length - Length < units) Array.Resize(ref _units, Length + units);
        Length += units;
    }

    /// <summary>Room that <see cref="Extend"/> added, to be written.</summary>
    public Span<char> Room(int start, int length) => _units.AsSpan(start, length);

    public ReadOnlySpan<char> Slice(int start, int length) => _units.AsSpan(start, length);

    public int Append(char unit)
    {
        Room(1)[0] = unit;
        return Length++;
    }

    public int Append(ReadOnlySpan<char> text)
    {
        int start = Length;
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return start;
    }

    /// <summary>Appends text known to be valid UTF-8; returns the number of UTF-16 units.</summary>
    public int AppendUtf8(ReadOnlySpan<byte> utf8)
    {
        Span<char> room = Room(utf8.Length);
        int units = System.Text.Encoding.UTF8.GetChars(utf8, room);
        Length += units;
        return units;
    }

    /// <summary>Forgets everything from <paramref name="length"/> on: the rollback of appends.</summary>
    public void Truncate(int length) => Length = length;

    private Span<char> Room(int size)
    {
        if (_units.Length - Length < size)
            Array.Resize(ref _units, Math.Max(Length + size, Math.Max(32, _units.Length * 2)));
        return _units.AsSpan(Length, size);
    }
}
