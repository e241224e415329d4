namespace Notion.Crdt.Tests.Oracle;

/// <summary>Marks.</summary>
internal sealed partial class Person
{
    private static readonly string[] Flags = [MarkTypes.Bold, MarkTypes.Bold, MarkTypes.Italic, MarkTypes.Code, "growing", "foreign"];
    private static readonly string[] Colors = ["red", "blue"];

    /// <summary>The mark types of random histories: one for each way to grow, and some that no schema lists.</summary>
    public static MarkSchema Schema { get; } = MarkSchema.Default
        .With(new MarkType("growing", MarkExpand.Both))
        .With(new MarkType("backwards", MarkExpand.Before, MarkOverlap.ManyById));

    private void Style(Transaction transaction, Block block)
    {
        switch (random.Next(8))
        {
            case 0: InsertRich(transaction, block); break;
            case 1: Switch(transaction); break;
            default: Mark(transaction, block); break;
        }
    }

    private void Mark(Transaction transaction, Block block)
    {
        string text = block.Text;
        int from = Offset(text), to = Offset(text);
        if (from > to) (from, to) = (to, from);
        (string type, string? id, PropertyValue value) = AnyMark();
        if (random.Next(3) == 0) value = PropertyValue.Null;
        PlainEditor plain = Note($"mark {block.Id} {from} {to - from} {type} {id} {value}");
        transaction.Mark(block.Id, from, to - from, type, id, value);
        plain.Mark(block.Id, from, to - from, type, id, value);
        Check(plain, "mark");
        int marks = document.State.Marks.Count;
        transaction.Mark(block.Id, from, to - from, type, id, value);
        Assert.Equal(marks, document.State.Marks.Count);
    }

    private void InsertRich(Transaction transaction, Block block)
    {
        int offset = Offset(block.Text);
        var text = RichText.From(Enumerable.Range(0, random.Next(4)).Select(_ => new TextRun(string.Concat(Letter(), Letter()), AnyMarks())));
        PlainEditor plain = Note($"insert {block.Id} {offset} {text}");
        transaction.InsertText(block.Id, offset, text);
        plain.InsertText(block.Id, offset, text);
        Check(plain, "insert rich text");
    }

    private void Switch(Transaction transaction)
    {
        if (document.State.Marks.Count == 0) return;
        Stamp mark = document.State.Marks[random.Next(document.State.Marks.Count)].Stamp;
        bool active = random.Next(2) == 0;
        Did.Add($"switch {mark.Replica}:{mark.Counter} {active}");
        transaction.SwitchMark(new ElementId(mark.Replica, mark.Counter), active);
    }

    private TextMarks AnyMarks()
    {
        TextMarks marks = TextMarks.None;
        for (int i = random.Next(3); i > 0; i--)
        {
            (string type, string? id, PropertyValue value) = AnyMark();
            marks = marks.With(type, id, value);
        }
        return marks;
    }

    private (string Type, string? Id, PropertyValue Value) AnyMark() => random.Next(6) switch
    {
        0 => (MarkTypes.Color, null, Pick(Colors)),
        1 => (MarkTypes.Link, null, "https://example.org/" + Letter()),
        2 => (random.Next(2) == 0 ? MarkTypes.Comment : "backwards", "id" + random.Next(3), true),
        _ => (Pick(Flags), null, true),
    };
}
