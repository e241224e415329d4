namespace Notion.Crdt.Tests.Oracle;

/// <summary>Texts of properties, and imports: verbs that came later, which are done beside the others, so that a seed goes on to mean the same history.</summary>
internal sealed partial class Person
{
    private static readonly string[] TextKeys = ["title", "caption"];

    /// <summary>Does one of the verbs that <see cref="Act"/> does not.</summary>
    public void ActBeside(Transaction transaction)
    {
        List<Block> live = [.. document.EnumerateBlocks()];
        if (random.Next(6) == 0) Import(transaction);
        else EditText(transaction, random.Next(3) == 0 ? document.Root : Pick([document.Root, .. live]));
    }

    private void Import(Transaction transaction)
    {
        var uuid = new Guid(random.Next(4), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        PlainEditor plain = Note($"import {uuid}");
        bool known = document.TryGetBlock(uuid, out Block there);
        try
        {
            BlockId made = transaction.CreateBlock("paragraph", BlockId.Root, uuid);
            Assert.False(known);
            Assert.Equal(uuid, document.GetBlock(made).ImportedAs);
            Assert.Equal(made, document.GetBlock(BlockId.From(uuid)).Id);
            plain.Create(made, "paragraph", BlockId.Root, -1);
        }
        catch (CrdtException error)
        {
            Assert.Equal((CrdtErrorCode.DuplicateBlock, true), (error.Code, known));
        }
        Check(plain, "import");
    }

    private void EditText(Transaction transaction, Block block)
    {
        string key = Pick(TextKeys);
        RichText before = block.GetRichText(key), expected;
        string text = before.Text;
        int from = Offset(text), to = Offset(text);
        if (from > to) (from, to) = (to, from);
        PlainEditor plain = Note($"edit {key} of {block.Id} {from} {to - from}");
        RichText start = before.Slice(0, from), rest = before.Slice(from, before.Length - from);
        switch (text.Length == 0 ? 0 : random.Next(6))
        {
            case 0 or 1 or 2:
                string typed = string.Concat(Letter(), Letter());
                expected = start + RichText.From(typed, block.MarksAt(key, from)) + rest;
                transaction.InsertText(block.Id, key, from, typed);
                break;
            case 3:
                var rich = RichText.From(Letter(), AnyMarks());
                expected = start + rich + rest;
                transaction.InsertText(block.Id, key, from, rich);
                break;
            case 4:
                (string type, string? id, PropertyValue value) = AnyMark();
                expected = start + RichText.From(before.Slice(from, to - from).Select(run => run with { Marks = run.Marks.With(type, id, value) })) + before.Slice(to, before.Length - to);
                transaction.Mark(block.Id, key, from, to - from, type, id, value);
                break;
            default:
                expected = start + before.Slice(to, before.Length - to);
                transaction.DeleteText(block.Id, key, from, to - from);
                break;
        }
        Assert.Equal(expected, block.GetRichText(key));
        plain.SetProperties(block.Id, block);
        Check(plain, "edit the text of a property");
    }
}
