using System.Text;

namespace Notion.Crdt;

/// <summary>Text as the elements see it: Unicode scalars, in runs inside the basic plane and beyond it.</summary>
internal static class Surrogates
{
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.BrokenSurrogatePair"/>.</exception>
    public static void ThrowIfBroken(ReadOnlySpan<char> text)
    {
        if (text.Length == 1 && !char.IsSurrogate(text[0])) return;
        int first = text.IndexOfAnyInRange('\ud800', '\udfff');
        if (first < 0) return;
        for (int i = first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) throw Broken($"The text holds half of a surrogate pair at index {i}.");
            i++;
        }
    }

    /// <summary>The first run of characters of one kind, in UTF-16 units.</summary>
    public static int FirstRun(ReadOnlySpan<char> text, out SpanKind kind)
    {
        kind = char.IsSurrogate(text[0]) ? SpanKind.Astral : SpanKind.Basic;
        if (text.Length == 1) return 1;                 // a keystroke
        int end = kind == SpanKind.Astral
            ? text.IndexOfAnyExceptInRange('\ud800', '\udfff')
            : text.IndexOfAnyInRange('\ud800', '\udfff');
        return end < 0 ? text.Length : end;
    }

    public static CrdtException Broken(string what) =>
        new(CrdtErrorCode.BrokenSurrogatePair, what + " Insert and delete whole characters: a surrogate pair counts as two units and stays together.");
}
