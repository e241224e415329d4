using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Notion.Crdt.Interchange.Tests.Support;

/// <summary>Documents for tests, and contents as text that differs where they differ.</summary>
internal static class Pages
{
    private static readonly DocumentOptions Options = new() { TimeProvider = new FakeTimeProvider() };

    /// <summary>The seeds of random pages: so many, or as many as NOTION_PAGES says, from NOTION_FIRST_SEED.</summary>
    public static IEnumerable<int> Seeds(int count) =>
        Enumerable.Range(Number("NOTION_FIRST_SEED", 1), Number("NOTION_PAGES", count));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    public static Document Empty(long replica = 1) => new(new ReplicaId(replica), Options);

    public static Document Of(BlockContent page)
    {
        Document document = Empty();
        using Transaction edit = document.Begin();
        page.SetValues(edit, BlockId.Root);
        BlockContent.Insert(edit, page.Children, BlockId.Root);
        edit.Commit();
        return document;
    }

    /// <summary>A page whose blocks lie one in the other.</summary>
    public static BlockContent Deep(int levels)
    {
        var page = new BlockContent(BlockTypes.Page);
        BlockContent at = page;
        for (int level = 1; level <= levels; level++)
        {
            var block = new BlockContent(BlockTypes.BulletedList, level.ToString(CultureInfo.InvariantCulture));
            at.Children.Add(block);
            at = block;
        }
        return page;
    }

    public static string Draw(BlockContent page)
    {
        var text = new StringBuilder();
        var left = new Stack<(BlockContent Block, int Depth)>();
        left.Push((page, 0));
        while (left.TryPop(out (BlockContent Block, int Depth) next))
        {
            BlockContent block = next.Block;
            text.Append(CultureInfo.InvariantCulture, $"{next.Depth} {block.Type}");
            Draw(block.Text, text);
            foreach ((string key, PropertyValue value) in block.Properties) text.Append(CultureInfo.InvariantCulture, $" {key}={Draw(value)}");
            foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets) text.Append(CultureInfo.InvariantCulture, $" {key}={{{string.Join(',', members.Select(Draw))}}}");
            foreach ((string key, long amount) in block.Counters) text.Append(CultureInfo.InvariantCulture, $" {key}+={amount}");
            foreach ((string key, RichText own) in block.Texts) Draw(own, text.Append(CultureInfo.InvariantCulture, $" {key}:"));
            text.Append('\n');
            for (int i = block.Children.Count - 1; i >= 0; i--) left.Push((block.Children[i], next.Depth + 1));
        }
        return text.ToString();
    }

    private static void Draw(RichText from, StringBuilder to)
    {
        foreach (TextRun run in from)
        {
            to.Append(CultureInfo.InvariantCulture, $" «{run.Text}»");
            foreach (TextMark mark in run.Marks) to.Append(CultureInfo.InvariantCulture, $"[{mark.Type}/{mark.Id}={Draw(mark.Value)}]");
        }
    }

    private static string Draw(PropertyValue value) =>
        value.Kind == PropertyKind.Number ? $"Number {BitConverter.DoubleToInt64Bits(value.AsNumber()):x}" : $"{value.Kind} {value}";
}
