using Notion.Crdt;

namespace Notion.Server.Rooms;

/// <summary>The plain text of one block, kept up with the document's events: a text of many small pieces need not be put together again for every edit in it.</summary>
internal sealed class TextMirror
{
    private char[] _units;
    private int _length;

    /// <param name="text">What the block shows now.</param>
    public TextMirror(string text)
    {
        _units = text.ToCharArray();
        _length = text.Length;
    }

    public ReadOnlySpan<char> Text => _units.AsSpan(0, _length);

    /// <summary>Takes the steps of an event.</summary>
    /// <returns>False where the text is no longer plain, or the steps are not of this text: the mirror is of no use any more.</returns>
    public bool TryApply(IReadOnlyList<TextEdit> edits)
    {
        foreach (TextEdit edit in edits)
        {
            if (!edit.Marks.IsEmpty || edit.Marked > 0 || edit.Offset < 0 || edit.Removed < 0 || edit.Offset + edit.Removed > _length) return false;
            Splice(edit.Offset, edit.Removed, edit.Inserted);
        }
        return edits.Count > 0;
    }

    private void Splice(int offset, int removed, string inserted)
    {
        int length = _length - removed + inserted.Length;
        if (length > _units.Length) Array.Resize(ref _units, Math.Max(length, _units.Length + (_units.Length / 4)));
        Array.Copy(_units, offset + removed, _units, offset + inserted.Length, _length - offset - removed);
        inserted.CopyTo(_units.AsSpan(offset));
        _length = length;
    }
}
