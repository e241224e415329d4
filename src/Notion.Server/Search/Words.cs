using System.Globalization;

namespace Notion.Server.Search;

/// <summary>
/// Cuts text into words: runs of letters, digits and their marks, folded (<see cref="Folding"/>). Scripts that are written without spaces are cut into overlapping
/// pairs, as search engines do: 東京都 has 東京, 京都 and, at the end of a run, 都.
/// </summary>
internal static class Words
{
    /// <summary>Longer words are cut: nobody types more to find one, and an index has its limits.</summary>
    public const int MaxLength = 64;

    public static List<Word> Of(string text)
    {
        var words = new List<Word>();
        var folded = new List<char>();
        int start = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (IsUnspaced(c))
            {
                End(i);
                bool pair = i + 1 < text.Length && IsUnspaced(text[i + 1]);
                words.Add(pair ? new Word(text.Substring(i, 2), i, 2) : new Word(c.ToString(), i, 1));
            }
            else if (IsOfWord(text, i))
            {
                if (start < 0) start = i;
                if (!Folding.IsAccent(c)) Folding.Append(folded, c);
            }
            else
            {
                End(i);
            }
        }
        End(text.Length);
        return words;

        void End(int end)
        {
            if (start >= 0 && folded.Count > 0) words.Add(new Word(Cut(folded), start, end - start));
            start = -1;
            folded.Clear();
        }
    }

    /// <summary>What somebody looks for: all of these, the last perhaps only begun. A pair's second half is no word of its own here.</summary>
    public static List<string> Asked(string query)
    {
        List<Word> words = Of(query);
        var asked = new List<string>();
        for (int i = 0; i < words.Count; i++)
        {
            bool isTail = words[i].Length == 1 && IsUnspaced(query[words[i].Start]) && i > 0 && words[i - 1].Start == words[i].Start - 1;
            if (!isTail && !asked.Contains(words[i].Folded)) asked.Add(words[i].Folded);
        }
        return asked;
    }

    private static string Cut(List<char> word)
    {
        int length = Math.Min(word.Count, MaxLength);
        if (length < word.Count && char.IsHighSurrogate(word[length - 1])) length--;
        return new string([.. word[..length]]);
    }

    /// <summary>Half a surrogate pair is no letter.</summary>
    private static bool IsOfWord(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text, Lead(text, index)) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static int Lead(string text, int index) =>
        char.IsLowSurrogate(text[index]) && index > 0 && char.IsHighSurrogate(text[index - 1]) ? index - 1 : index;

    /// <summary>Thai, Lao, Khmer, Hiragana, Katakana, Han.</summary>
    private static bool IsUnspaced(char c) =>
        c is (>= '\u0E01' and <= '\u0EFF') or (>= '\u1780' and <= '\u17B3') or (>= '\u3041' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')
        && char.IsLetter(c);
}
