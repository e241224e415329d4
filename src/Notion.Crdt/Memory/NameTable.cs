using System.Text;

namespace Notion.Crdt;

/// <summary>One string for equal names, so that ten thousand blocks of a type, and their property keys, share theirs.</summary>
internal sealed class NameTable
{
    private const int LongestShared = 32;
    private const int MostShared = 4096;                // of hostile names no more are kept alive

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestShared) return System.Text.Encoding.UTF8.GetString(utf8);
        Span<char> units = stackalloc char[LongestShared];
        ReadOnlySpan<char> name = units[..System.Text.Encoding.UTF8.GetChars(utf8, units)];
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out string? known)) return known;
        string made = name.ToString();
        if (_names.Count < MostShared) _names.Add(made, made);
        return made;
    }
}
