namespace Notion.Sync.Simulation.Claims;

/// <summary>The texts that edits type: <c>&lt;0042&gt;</c>. ASCII, so that they are found in the bytes of updates too.</summary>
internal static class Tokens
{
    public const int Length = 6;

    public static string Of(int number) => $"<{number:D4}>";

    /// <summary>The numbers of the tokens in an update or a snapshot whose text is not compressed.</summary>
    public static List<int> In(ReadOnlySpan<byte> bytes)
    {
        var found = new List<int>(1);
        for (int at = bytes.IndexOf((byte)'<'); at >= 0 && at + Length <= bytes.Length;)
        {
            if (bytes[at + Length - 1] == '>' && TryRead(bytes.Slice(at + 1, Length - 2), out int number)) found.Add(number);
            int next = bytes[(at + 1)..].IndexOf((byte)'<');
            if (next < 0) break;
            at += 1 + next;
        }
        return found;
    }

    /// <summary>The numbers of the tokens in a text, in order.</summary>
    public static List<int> In(string text)
    {
        var found = new List<int>();
        for (int at = text.IndexOf('<'); at >= 0 && at + Length <= text.Length; at = text.IndexOf('<', at + 1))
            if (text[at + Length - 1] == '>' && int.TryParse(text.AsSpan(at + 1, Length - 2), out int number)) found.Add(number);
        return found;
    }

    private static bool TryRead(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            number = number * 10 + digit - '0';
        }
        return true;
    }
}
