using System.Text;

namespace Notion.Crdt;

/// <summary>
/// A column of positions, in two parts. Replicas count on when they place blocks, wherever these are: so a position, in its short form, is nothing at all where it is the next one of a run
/// (see docs/ordering.md), else what it shares with the one before, and its own letters.
/// </summary>
internal struct PositionWriter()
{
    /// <summary>The largest number that one half of a form holds; the rest follows as a number.</summary>
    internal const int Largest = 15;

    private ColumnWriter _forms = new();
    private ColumnWriter _letters = new();
    private string _before = string.Empty;
    private PositionRun _run;

    public readonly ReadOnlySpan<byte> Forms => _forms.Written;

    public readonly ReadOnlySpan<byte> Letters => _letters.Written;

    public void Write(string position, string tag)
    {
        string form = PositionTag.Shorten(position, tag);
        if (PositionRun.TryParse(form, out PositionRun run) && run.Context == _run.Context && run.Steps > _run.Steps)
        {
            _forms.Write((ulong)(run.Steps - _run.Steps - 1) << 1);
        }
        else
        {
            int shared = _before.AsSpan().CommonPrefixLength(form), own = form.Length - shared;
            _forms.Write(1 | (((Math.Min(shared, Largest) << 4) | Math.Min(own, Largest)) << 1));
            if (shared >= Largest) _forms.Write(shared - Largest);
            if (own >= Largest) _forms.Write(own - Largest);
            _letters.WriteText(form.AsSpan(shared));
        }
        _before = form;
        if (run.Context is not null) _run = run;
    }
}

/// <summary>A place in a run at the outermost level: letters, the tag, and an integer that is so many steps above the first.</summary>
internal readonly record struct PositionRun(string? Context, int Steps)
{
    public static bool TryParse(string form, out PositionRun run)
    {
        run = default;
        int dot = form.IndexOf(PositionTag.Short, StringComparison.Ordinal);
        if (dot < 1 || !IsLetters(form.AsSpan(0, dot)) || !IsLetters(form.AsSpan(dot + 1)) || !LetterIndex.TryParse(form.AsSpan(dot + 1), out int steps) || steps > MostSteps) return false;
        run = new PositionRun(form[..dot], steps);
        return true;
    }

    /// <summary>The place so many steps further on.</summary>
    public PositionRun After(int steps) => this with { Steps = Steps + steps };

    /// <summary>The position in its short form.</summary>
    public string Form => Context + "." + LetterIndex.Of(Steps);

    /// <summary>What is further than that is not told as steps.</summary>
    public const int MostSteps = 1 << 28;

    private static bool IsLetters(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
            if (!char.IsAsciiLetter(letter)) return false;
        return true;
    }
}

/// <summary>Reads what <see cref="PositionWriter"/> wrote. What is shared costs no bytes, so the characters are counted against a budget.</summary>
internal ref struct PositionReader(ReadOnlySpan<byte> forms, ReadOnlySpan<byte> letters, long budget)
{
    private ColumnReader _forms = new(forms);
    private ColumnReader _letters = new(letters);
    private string _before = string.Empty;
    private PositionRun _run;
    private long _left = budget;

    public readonly bool AtEnd => _forms.AtEnd && _letters.AtEnd;

    public string Read(string tag)
    {
        int form = _forms.Read(int.MaxValue);
        if ((form & 1) == 0)
        {
            if (_run.Context is null || (form >> 1) >= PositionRun.MostSteps - _run.Steps) throw Malformed();
            _run = _run.After((form >> 1) + 1);
            _before = _run.Form;
        }
        else
        {
            int shared = form >> 5, own = (form >> 1) & PositionWriter.Largest;
            if (shared > PositionWriter.Largest) throw Malformed();
            if (shared == PositionWriter.Largest) shared += _forms.Read(FractionalIndex.MaxLength);
            if (own == PositionWriter.Largest) own += _forms.Read(FractionalIndex.MaxLength);
            if (shared > _before.Length) throw Malformed();
            ReadOnlySpan<byte> added = _letters.ReadBytes(own);
            if (!Ascii.IsValid(added)) throw Malformed();
            _before = string.Concat(_before.AsSpan(0, shared), System.Text.Encoding.ASCII.GetString(added));
            if (PositionRun.TryParse(_before, out PositionRun run)) _run = run;
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
