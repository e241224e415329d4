using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>Strings in the order of their first use, each with its length in UTF-8 before it.</summary>
internal sealed class StringColumn(ReadOnlyMemory<byte> bytes)
{
    private readonly List<string> _strings = [];
    private readonly Dictionary<string, int> _places = [];
    private ColumnWriter _writer = new();
    private int _position;

    public int Count => _strings.Count;

    public string this[int place] => _strings[place];

    public ReadOnlySpan<byte> Written => _writer.Written;

    public bool AtEnd => _position == bytes.Length;

    /// <summary>How far back a string is, the last being 1; 0 for one that is not there.</summary>
    public int Back(string value) => _places.TryGetValue(value, out int place) ? Count - place : 0;

    public string Add(string value)
    {
        _places.Add(value, Count);
        _strings.Add(value);
        _writer.Write(System.Text.Encoding.UTF8.GetByteCount(value));
        _writer.WriteText(value);
        return value;
    }

    public string ReadNext()
    {
        var reader = new ColumnReader(bytes.Span[_position..]);
        ReadOnlySpan<byte> utf8 = reader.ReadBytes(reader.ReadCount());
        if (!Utf8.IsValid(utf8)) throw SnapshotReader.Malformed("a string of its history is not UTF-8");
        _position = bytes.Length - reader.Remaining;
        string value = System.Text.Encoding.UTF8.GetString(utf8);
        _strings.Add(value);
        return value;
    }
}
