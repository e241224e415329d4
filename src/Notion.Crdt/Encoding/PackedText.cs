using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Notion.Crdt;

/// <summary>The characters of a column of text, handed out span by span. Where all are ASCII, as mostly, they are widened straight into their places.</summary>
internal ref struct PackedText
{
    private readonly ReadOnlySpan<byte> _ascii;
    private readonly ReadOnlySpan<char> _characters;
    private readonly bool _hasSurrogates;
    private int _at;

    /// <exception cref="CrdtException">They are not UTF-8.</exception>
    public PackedText(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
        {
            _ascii = utf8;
            Size = utf8.Length;
            return;
        }
        if (!Utf8.IsValid(utf8)) throw SnapshotReader.Malformed("its text is not UTF-8");
        Size = System.Text.Encoding.UTF8.GetCharCount(utf8);
        var characters = new char[Size];
        System.Text.Encoding.UTF8.GetChars(utf8, characters);
        _characters = characters;
        _hasSurrogates = characters.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
    }

    /// <summary>How many UTF-16 units it has.</summary>
    public int Size { get; }

    /// <summary>How many of them were handed out.</summary>
    public readonly int Taken => _at;

    public readonly bool AtEnd => _at == Size;

    /// <summary>The next of them.</summary>
    /// <exception cref="CrdtException">There are not so many, or they are not of the kind.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(Span<char> to, SpanKind kind)
    {
        if (to.Length > Size - _at) throw SnapshotReader.Malformed("it has more spans than text");
        if (_ascii.IsEmpty || kind != SpanKind.Basic) TakeOther(to, kind);
        else Widen(_ascii.Slice(_at, to.Length), to);
        _at += to.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(ReadOnlySpan<byte> ascii, Span<char> to)
    {
        if (ascii.Length > 12) Ascii.ToUtf16(ascii, to, out _);
        else
            for (int i = 0; i < ascii.Length && i < to.Length; i++) to[i] = (char)ascii[i];
    }

    private readonly void TakeOther(Span<char> to, SpanKind kind)
    {
        ReadOnlySpan<char> taken = _characters.IsEmpty ? throw OfAnotherKind() : _characters.Slice(_at, to.Length);
        bool fits = kind == SpanKind.Basic ? !_hasSurrogates || !taken.ContainsAnyInRange('\ud800', '\udfff') : !taken.ContainsAnyExceptInRange('\ud800', '\udfff');
        if (!fits) throw OfAnotherKind();
        taken.CopyTo(to);
    }

    private static CrdtException OfAnotherKind() => SnapshotReader.Malformed("a span's text is of another kind");
}
