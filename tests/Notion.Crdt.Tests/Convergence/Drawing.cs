using System.Text;

namespace Notion.Crdt.Tests.Convergence;

/// <summary>
/// Documents as a line of text, as docs/convergence.md draws them: <c>ab cd(ef) _ ~ gh</c> is a block "ab", a block "cd" with a block "ef" under
/// it, an empty one, and "gh" in the trash. <c>ab+cd</c>, in a document to begin with, are two blocks that a split made of "abcd". Only afterwards: <c>a[bold:b]</c> is marked
/// text, <c>ab{quote,k=v,l∋w,m#1,n:x}</c> a type, a property, a member of a set, a counter and the text of a property.
/// </summary>
internal static class Drawing
{
    public const string Empty = "_";

    public static string Of(Document document)
    {
        var drawing = new StringBuilder(Values(document.Root));
        Append(drawing, document.Root.Children);
        string[] trash = [.. document.EnumerateTrash().Select(Of).Order(StringComparer.Ordinal)];
        if (trash.Length > 0) drawing.Append(" ~ ").AppendJoin(' ', trash);
        return drawing.ToString().Trim();
    }

    /// <summary>Makes the drawn document, and returns its blocks by their texts.</summary>
    public static Dictionary<string, BlockId> Make(string drawing, Document document)
    {
        Dictionary<string, BlockId> blocks = new(StringComparer.Ordinal);
        string[] sides = drawing.Split('~');
        using Transaction edit = document.Begin();
        int at = 0;
        MakeChildren(sides[0], ref at, BlockId.Root, edit, blocks);
        if (sides.Length > 1)
        {
            int shown = document.Root.ChildCount;
            at = 0;
            MakeChildren(sides[1], ref at, BlockId.Root, edit, blocks);
            foreach (Block block in document.Root.Children.Skip(shown)) edit.Delete(block.Id);
        }
        edit.Commit();
        return blocks;
    }

    private static string Of(Block block)
    {
        var drawing = new StringBuilder(block.TextLength == 0 ? Empty : string.Concat(block.RichText.Select(Of))).Append(Values(block));
        if (block.ChildCount > 0)
        {
            drawing.Append('(');
            Append(drawing, block.Children);
            drawing.Append(')');
        }
        return drawing.ToString();
    }

    private static void Append(StringBuilder drawing, IReadOnlyList<Block> blocks)
    {
        for (int i = 0; i < blocks.Count; i++) drawing.Append(i == 0 && drawing is [] or [.., '('] ? "" : " ").Append(Of(blocks[i]));
    }

    private static string Of(TextRun run) => run.Marks.IsEmpty ? run.Text : $"[{string.Join(',', run.Marks.Select(Of))}:{run.Text}]";

    private static string Of(TextMark mark) => $"{mark.Type}{(mark.Id is null ? "" : "#" + mark.Id)}{(mark.Value == true ? "" : "=" + mark.Value)}";

    private static string Values(Block block)
    {
        List<string> values = [.. block.Properties.Select(property => $"{property.Key}={property.Value}")];
        if (block.Type is not ("text" or "page")) values.Insert(0, block.Type);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets) values.AddRange(members.Select(member => $"{key}∋{member}"));
        values.AddRange(block.Counters.Select(counter => $"{counter.Key}#{counter.Value}"));
        values.AddRange(block.PropertyTexts.Select(text => $"{text.Key}:{string.Concat(text.Value.Select(Of))}"));
        return values.Count == 0 ? "" : $"{{{string.Join(',', values)}}}";
    }

    private static void MakeChildren(string drawing, ref int at, BlockId parent, in Transaction edit, Dictionary<string, BlockId> blocks)
    {
        while (at < drawing.Length && drawing[at] != ')')
        {
            if (drawing[at] == ' ')
            {
                at++;
                continue;
            }
            int end = drawing.AsSpan(at).IndexOfAny(" ()");
            string[] texts = (end < 0 ? drawing[at..] : drawing[at..(at + end)]).Split('+');
            at = end < 0 ? drawing.Length : at + end;
            BlockId last = MakeRun(texts, parent, edit, blocks);
            if (at == drawing.Length || drawing[at] != '(') continue;
            at++;
            MakeChildren(drawing, ref at, last, edit, blocks);
            at++;
        }
    }

    private static BlockId MakeRun(string[] texts, BlockId parent, in Transaction edit, Dictionary<string, BlockId> blocks)
    {
        BlockId first = blocks[texts[0]] = edit.CreateBlock("text", parent);
        if (texts[0] != Empty) edit.InsertText(first, 0, string.Concat(texts));
        int cut = texts.Sum(text => text.Length);
        for (int i = texts.Length - 1; i > 0; i--) blocks[texts[i]] = edit.Split(first, cut -= texts[i].Length);
        return blocks[texts[^1]];
    }
}
