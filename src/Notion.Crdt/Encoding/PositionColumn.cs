using System.Text;

namespace Notion.Crdt;

/// <summary>
/// A column of positions, in two parts. Neighbours in it mostly differ in their last letters: each position, in its short form, is what it shares with the one
/// before, and its own letters; or nothing at all where it is the next one in a row.
/// </summary>
internal struct PositionWriter()
{
    /// <summary>The largest number that one half of a form holds; the rest follows as a number.</summary>
    internal const int Largest = 15;

    private ColumnWriter _forms = new();
    private ColumnWriter _letters = new();
    private string _before = string.Empty;

    public readonly ReadOnlySpan<byte> Forms => _forms.Written;

    public readonly ReadOnlySpan<byte> Letters => _letters.Written;

    public void Write(string position, string tag)
    {
        string form = PositionTag.Shorten(position, tag);
        if (form == Next(_before))
        {
            _forms.Write(0);
        }
        else
        {
            int shared = _before.AsSpan().CommonPrefixLength(form), own = form.Length - shared;
            // A form of 0 is the next in a row, so own letters are counted up where both would be none.
            _forms.Write(1 + ((Math.Min(shared, Largest) << 4) | Math.Min(own, Largest)));
            if (shared >= Largest) _forms.Write(shared - Largest);
            if (own >= Largest) _forms.Write(own - Largest);
            _letters.WriteText(form.AsSpan(shared));
        }
        _before = form;
    }

    /// <summary>The position with its last letter one further in the order of letters; null where that is none.</summary>
    internal static string? Next(string position)
    {
        if (position.Length == 0) return null;
        char last = position[^1];
        if (last is not ((>= 'A' and <= 'Z') or (>= 'a' and < 'z'))) return null;
        return string.Concat(position.AsSpan(0, position.Length - 1), [last == 'Z' ? 'a' : (char)(last + 1)]);
    }
}

/// <summary>Reads what <see cref="PositionWriter"/> wrote. What is shared costs no bytes, so the characters are counted against a budget.</summary>
internal ref struct PositionReader(ReadOnlySpan<byte> forms, ReadOnlySpan<byte> letters, long budget)
{
    private ColumnReader _forms = new(forms);
    private ColumnReader _letters = new(letters);
    private string _before = string.Empty;
    private long _left = budget;

    public readonly bool AtEnd => _forms.AtEnd && _letters.AtEnd;

    public string Read(string tag)
    {
        int form = _forms.Read(int.MaxValue);
        if (form == 0)
        {
            _before = PositionWriter.Next(_before) ?? throw Malformed();
        }
        else
        {
            int shared = (form - 1) >> 4, own = (form - 1) & PositionWriter.Largest;
            if (shared > PositionWriter.Largest) throw Malformed();
            if (shared == PositionWriter.Largest) shared += _forms.Read(FractionalIndex.MaxLength);
            if (own == PositionWriter.Largest) own += _forms.Read(FractionalIndex.MaxLength);
            if (shared > _before.Length) throw Malformed();
            ReadOnlySpan<byte> added = _letters.ReadBytes(own);
            if (!Ascii.IsValid(added)) throw Malformed();
            _before = string.Concat(_before.AsSpan(0, shared), System.Text.Encoding.ASCII.GetString(added));
        }
        return Expand(tag);
    }

    private string Expand(string tag)
    {
        string form = _before;
        if (form.Length > FractionalIndex.MaxLength) throw Malformed();
        string position = form.Contains(PositionTag.Short, StringComparison.Ordinal) ? form.Replace(".", tag, StringComparison.Ordinal) : form;
        if (!FractionalIndex.IsValid(position)) throw Malformed();
        _left -= position.Length;
        if (_left < 0)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, "The positions in the snapshot take more bytes than are allowed. Raise DecodeLimits.MaxBytes if that is meant.");
        return position;
    }

    private static CrdtException Malformed() => SnapshotReader.Malformed("a position is none");
}
