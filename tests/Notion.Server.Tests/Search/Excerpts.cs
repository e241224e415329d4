using Notion.Server.Search;

namespace Notion.Server.Tests.Search;

public sealed class Excerpts
{
    /// <summary>Whatever the text, ranges lie inside the excerpt, apart and in order, and the excerpt is a part of the text that does not grow with it.</summary>
    [Fact]
    public void RangesLieInsideTheExcerpt()
    {
        string[] alphabet = ["a", "é", "e\u0301", "ß", "東", "京", " ", "  ", "😀", "\ud83d", "<b>", "word", "Wörter", "\u0000", "1"];
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            List<string> asked = Words.Asked(alphabet[random.Next(alphabet.Length)] + " " + alphabet[random.Next(alphabet.Length)]);
            if (asked.Count == 0) continue;
            var excerpt = Excerpt.Of(text, asked);
            Assert.True(text.Contains(excerpt.Text, StringComparison.Ordinal) && excerpt.Text.Length <= 400, $"seed {seed}");
            int end = 0;
            foreach (SearchRange range in excerpt.Ranges)
            {
                Assert.True(range.Length > 0 && range.Start >= end && range.Start + range.Length <= excerpt.Text.Length, $"seed {seed}");
                end = range.Start + range.Length;
            }
            if (Words.Of(text).Any(word => word.Folded == asked[0])) Assert.True(excerpt.Ranges.Count > 0, $"seed {seed}");
        }
    }

    [Fact]
    public void ALongTextIsCutAroundTheFirstWordFound()
    {
        string text = string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"filler{i}")) + " needle " + string.Join(' ', Enumerable.Range(0, 1_000).Select(i => $"more{i}"));
        var excerpt = Excerpt.Of(text, ["needle"]);
        SearchRange range = Assert.Single(excerpt.Ranges);
        Assert.Equal("needle", excerpt.Text.Substring(range.Start, range.Length));
        Assert.StartsWith("filler", excerpt.Text, StringComparison.Ordinal);
        Assert.InRange(excerpt.Text.Length, 200, 240);
    }
}
