using System.Text;

namespace Notion.Databases;

/// <summary>Cuts an expression into tokens.</summary>
internal static class FormulaLexer
{
    private static readonly string[] Pairs = ["==", "!=", "<=", ">=", "&&", "||"];

    public static List<FormulaToken> Read(string text)
    {
        if (text.Length > FormulaLimits.MaxLength) throw FormulaError.At(0, $"A formula has at most {FormulaLimits.MaxLength} characters.");
        var tokens = new List<FormulaToken>();
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length) break;
            int start = at;
            char first = text[at];
            if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
                if (at < text.Length && text[at] is 'e' or 'E')
                {
                    at++;
                    if (at < text.Length && text[at] is '+' or '-') at++;
                    while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                }
                tokens.Add(new FormulaToken(FormulaTokenKind.Number, text[start..at], start, at));
            }
            else if (first == '"')
            {
                string value = ReadText(text, ref at);
                tokens.Add(new FormulaToken(FormulaTokenKind.Text, value, start, at));
            }
            else if (char.IsAsciiLetter(first))
            {
                while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
                tokens.Add(new FormulaToken(FormulaTokenKind.Name, text[start..at], start, at));
            }
            else
            {
                string symbol = at + 1 < text.Length && Array.IndexOf(Pairs, text.Substring(at, 2)) >= 0 ? text.Substring(at, 2) : first.ToString();
                if (symbol.Length == 1 && !"+-*/%^<>!?:(),".Contains(first, StringComparison.Ordinal)) throw FormulaError.At(at, $"'{first}' has no meaning here.");
                at += symbol.Length;
                tokens.Add(new FormulaToken(FormulaTokenKind.Symbol, symbol, start, at));
            }
        }
        tokens.Add(new FormulaToken(FormulaTokenKind.End, string.Empty, text.Length, text.Length));
        return tokens;
    }

    private static string ReadText(string text, ref int at)
    {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            bool isEscaped = text[at] == '\\';
            if (isEscaped && ++at == text.Length) break;
            char letter = text[at++];
            value.Append(isEscaped && letter == 'n' ? '\n' : letter);
        }
        if (at == text.Length) throw FormulaError.At(start, "This text has no end. Close it with \".");
        at++;
        return value.ToString();
    }
}
