using System.Buffers;

namespace Notion.Crdt;

/// <summary>
/// The part of a position that names its maker (see docs/ordering.md), and the short form of a position in a change, where a dot stands for
/// the tag of the change's own replica: the ten characters that nearly every position there would repeat.
/// </summary>
internal static class PositionTag
{
    public const int Length = PositionLevel.TagLength;

    /// <summary>Stands for the writer's tag. No character of positions.</summary>
    public const char Short = '.';

    private static readonly SearchValues<byte> Alphabet = SearchValues.Create([.. FractionalIndex.Digits.Select(digit => (byte)digit)]);

    /// <summary>53 bits as a digit from 1, eight of 62 characters, a digit: the form that lets a position be read from its end.</summary>
    public static string Of(ReplicaId replica) => string.Create(Length, replica.Value, static (tag, rest) =>
    {
        (rest, long digit) = Math.DivRem(rest, 10);
        tag[^1] = (char)('0' + digit);
        for (int i = tag.Length - 2; i > 0; i--)
        {
            (rest, digit) = Math.DivRem(rest, FractionalIndex.Digits.Length);
            tag[i] = FractionalIndex.Digits[(int)digit];
        }
        tag[0] = (char)('1' + rest);
    });

    /// <summary>The short form: each tag, searched from the left, becomes a dot.</summary>
    public static string Shorten(string position, string tag) => position.Replace(tag, ".", StringComparison.Ordinal);

    /// <summary>Whether the text is a position in its short form, and not longer than one may be.</summary>
    public static bool IsShortForm(ReadOnlySpan<byte> position)
    {
        if (position.Length is 0 or > FractionalIndex.MaxLength) return false;
        if (!position.ContainsAnyExcept(Alphabet)) return true;
        int dots = 0;
        foreach (byte letter in position)
        {
            if (letter == Short) dots++;
            else if (!Alphabet.Contains(letter)) return false;
        }
        return position.Length + ((Length - 1) * dots) <= FractionalIndex.MaxLength;
    }

    /// <summary>The position that a short form stands for.</summary>
    public static string Expand(ReadOnlySpan<byte> position, string tag)
    {
        int length = position.Length + ((Length - 1) * position.Count((byte)Short));
        return string.Create(length, new ShortForm(position, tag), static (expanded, form) => form.CopyTo(expanded));
    }

    private readonly ref struct ShortForm(ReadOnlySpan<byte> position, string tag)
    {
        private readonly ReadOnlySpan<byte> _position = position;

        public void CopyTo(Span<char> expanded)
        {
            int at = 0;
            foreach (byte letter in _position)
            {
                if (letter != Short)
                {
                    expanded[at++] = (char)letter;
                    continue;
                }
                tag.CopyTo(expanded[at..]);
                at += tag.Length;
            }
        }
    }
}
