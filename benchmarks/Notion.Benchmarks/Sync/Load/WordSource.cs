using System.Text;
using Notion.Crdt;

namespace Notion.Benchmarks.Sync;

/// <summary>Words of two to four syllables, some 20,000 of them, the same for the same seed.</summary>
internal sealed class WordSource(int seed)
{
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qi", "ro", "su", "ta", "ve"];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var word = new StringBuilder();
        for (int syllables = 2 + _random.Next(3); syllables > 0; syllables--) word.Append(Syllables[_random.Next(Syllables.Length)]);
        return word.ToString();
    }

    public string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Next()));

    /// <summary>A block more at the end of the page.</summary>
    /// <returns>The update.</returns>
    public ReadOnlyMemory<byte> AddParagraph(Document document, int words)
    {
        using Transaction transaction = document.Begin();
        BlockId block = transaction.CreateBlock("paragraph", document.Root.Id);
        transaction.InsertText(block, 0, Sentence(words));
        return transaction.Commit();
    }
}
