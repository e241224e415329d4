namespace Notion.Crdt.Fuzz;

/// <summary>What strangers put where text, names and addresses stand: characters that readers drop, turn, join or take for something else, and every scheme that a browser may follow.</summary>
internal static class OddText
{
    private static readonly string[] Pieces =
    [
        "a", "b c", " ", "  ", "word", "1", "1.", "x", "é", "e\u0301", "\u0301", "界", "😀", "👨‍👩‍👧", "\U0010FFFF", "\U0001F1E9\U0001F1EA", "\u202E", "\u2066", "\u200B", "\u200D", "\u200F", "\u00AD", "\uFEFF", "\u2028", "\u2029", "\u0085", "\u00A0", "\u3000",
        "\t", "\n", "\r", "\r\n", "\v", "\f", "\0", "\u0001", "\u001B[31m", "\u007F", "\u0080", "\uFFFD", "\uFFFE", "\uFFFF", "\uE000", "İ", "ß", "ﬀ", "ſ", "K", "＜script＞", "<", ">", "&", "\"", "'", "`", "|", "\\", "*", "_", "~", "#", "-->", "]]>", "{", "}", "$", "=",
        "&#0;", "&#xD800;", "&#1114112;", "&#x80;", "&nbsp;", "&lt;", "&lt", "&notin;", "&NotEqualTilde;", "&colon;", "&Tab;", "&NewLine;", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onclick='x", "javascript:alert(1)", "https://a.example/?b=c&d",
    ];

    private static readonly string[] Schemes =
    [
        "https://", "http://", "HTTP://", "mailto:", "tel:", "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "\u0001javascript:", "\u00A0javascript:", "\uFEFFjavascript:", "&#106;avascript:", "javascript&colon;", "javascript&#58;",
        "javascript&#x3a", "%6aavascript:", "javascript%3A", "vbscript:", "data:", "data:text/html,", "data:image/svg+xml,", "file:///", "blob:", "about:", "filesystem:", "ftp://", "ws://", "intent:", "steam:", "view-source:", "x:", ":", "//", "\\\\", "/", "./", "?", "#", "",
        "http:javascript:", "https:/", "https:\\\\", "htt\u200Bps://", "ｈttp://", "https&#58;//", "http", "httpsx:", "tel", "http://[::1]", "https://é.example/", "https://a:b@c/",
    ];

    public static string Text(Random random, int most = 6) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    public static string Address(Random random) => Schemes[random.Next(Schemes.Length)] + random.Next(8) switch
    {
        0 => string.Empty,
        1 => "alert(1)",
        2 => "a.example/(b)?c=<d>&e=\"f\"#g'h'`i`",
        3 => "a b",
        4 => new string('a', random.Next(1, 3_000)),
        5 => Text(random),
        _ => "a.example/b",
    };

    /// <summary>How often something is repeated: a few times as a rule, now and then so often that what takes its square takes long.</summary>
    public static int Times(Random random) => random.Next(24) switch { 0 => random.Next(1, 12_000), 1 or 2 => random.Next(1, 700), 3 or 4 or 5 => random.Next(1, 130), _ => random.Next(1, 8) };

    public static string Repeat(string what, int times) => string.Concat(Enumerable.Repeat(what, times));

    public static T Pick<T>(Random random, params ReadOnlySpan<T> from) => from[random.Next(from.Length)];
}
