namespace Notion.Crdt.Interchange.Tests.Support;

/// <summary>Pages with blocks of every kind, marks of every type and values of every kind. All from the seed.</summary>
internal static class RandomContent
{
    private static readonly string[] Types =
    [
        BlockTypes.Text, BlockTypes.Heading1, BlockTypes.Heading2, BlockTypes.Heading3, BlockTypes.BulletedList, BlockTypes.NumberedList, BlockTypes.ToDo,
        BlockTypes.Toggle, BlockTypes.Code, BlockTypes.Quote, BlockTypes.Callout, BlockTypes.Divider, BlockTypes.Equation, BlockTypes.Image, BlockTypes.Video,
        BlockTypes.Embed, BlockTypes.Bookmark, BlockTypes.File, BlockTypes.Table, BlockTypes.TableRow, BlockTypes.ColumnList, BlockTypes.Column,
        BlockTypes.ChildPage, BlockTypes.Database, "a kind of one's own",
    ];

    private static readonly string[] Texts =
    [
        "word", " ", "\n", "\t", "a b", "*", "**bold**", "_", "# no heading", "- no item", "1. no number", "> no quote", "[no](link)", "`no code`", "\\", "&amp;", "<b>", "\"'",
        "é", "界", "😀", "\u0000", "\r\n", "\u2028", "\uFEFF", "|", "~~", "$x$", "```", "---", "{\"a\": 1}", "\u0085", "  ends in blanks  ",
    ];

    private static readonly PropertyValue[] Values =
    [
        true, false, 0L, 1L, -1L, long.MaxValue, long.MinValue, 0.0, -0.0, 1.0, 0.1, 1e300, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        string.Empty, "value", "界 \"😀\"\n", "https://example.org/?a=b&c", "red",
    ];

    private static readonly string[] Keys = ["checked", "color", "language", "url", "icon", "own key", "\"quoted\"", "é"];

    public static BlockContent Page(int seed)
    {
        var random = new Random(seed);
        var page = new BlockContent(BlockTypes.Page);
        AddValues(page, random);
        List<BlockContent> all = [page];
        for (int blocks = random.Next(0, 30); blocks > 0; blocks--)
        {
            var block = new BlockContent(Pick(Types, random), Text(random));
            AddValues(block, random);
            Pick(all, random).Children.Add(block);
            all.Add(block);
        }
        foreach (BlockContent block in all) AddTexts(block, random);
        if (random.Next(2) == 0) page.Children.Add(Table(random));
        return page;
    }

    /// <summary>A table as tables are: rows of cells, and nothing else.</summary>
    private static BlockContent Table(Random random)
    {
        var table = new BlockContent(BlockTypes.Table);
        int width = random.Next(1, 5);
        if (random.Next(3) > 0) table.Properties["table_width"] = width;
        if (random.Next(3) > 0) table.Properties["has_column_header"] = random.Next(3) > 0;
        for (int rows = random.Next(1, 5); rows > 0; rows--)
        {
            var row = new BlockContent(BlockTypes.TableRow);
            for (int column = 0; column < width; column++)
                if (random.Next(3) > 0 && Text(random) is { Count: > 0 } cell) row.Texts[BlockTexts.Cell(column)] = cell;
            table.Children.Add(row);
        }
        return table;
    }

    /// <summary>Texts where they are usual, and where they are not; half of the pictures and the like have nothing else that people read.</summary>
    private static void AddTexts(BlockContent block, Random random)
    {
        string usual = block.Type switch
        {
            BlockTypes.Page or BlockTypes.ChildPage or BlockTypes.Database => BlockTexts.Title,
            BlockTypes.TableRow => BlockTexts.Cell(random.Next(4)),
            _ => BlockTexts.Caption,
        };
        bool media = block.Type is BlockTypes.Image or BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File or BlockTypes.ChildPage or BlockTypes.Database or BlockTypes.TableRow;
        if (media && random.Next(2) == 0)
        {
            block.Text = RichText.Empty;
            block.Properties["url"] = "https://example.org/(a)?b=<c>&d=\\|_*";
        }
        if (random.Next(media || block.Type == BlockTypes.Page ? 2 : 8) == 0 && Text(random) is { Count: > 0 } text) block.Texts[usual] = text;
        while (random.Next(10) == 0 && Text(random) is { Count: > 0 } other) block.Texts[Pick(Keys, random)] = other;
    }

    private static RichText Text(Random random)
    {
        var runs = new List<TextRun>();
        for (int count = random.Next(0, 6); count > 0; count--)
        {
            TextMarks marks = TextMarks.None;
            for (int more = random.Next(0, 4); more > 0; more--)
            {
                marks = random.Next(10) switch
                {
                    0 => marks.With(MarkTypes.Bold, true),
                    1 => marks.With(MarkTypes.Italic, true),
                    2 => marks.With(MarkTypes.Underline, true),
                    3 => marks.With(MarkTypes.Strikethrough, true),
                    4 => marks.With(MarkTypes.Code, true),
                    5 => marks.With(MarkTypes.Color, "blue_background"),
                    6 => marks.With(MarkTypes.Link, "https://example.org/a(b)?c=\"d\""),
                    7 => marks.With(MarkTypes.Comment, "thread " + random.Next(3), Pick(Values, random)),
                    8 => marks.With(MarkTypes.Mention, "person-1"),
                    _ => marks.With("own mark", Pick(Values, random)),
                };
            }
            runs.Add(new TextRun(string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(Texts, random))), marks));
        }
        return RichText.From(runs);
    }

    private static void AddValues(BlockContent block, Random random)
    {
        while (random.Next(3) == 0) block.Properties[Pick(Keys, random)] = Pick(Values, random);
        while (random.Next(6) == 0) block.Sets[Pick(Keys, random)] = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(Values, random)).Distinct().Order()];
        while (random.Next(6) == 0) block.Counters[Pick(Keys, random)] = random.Next(2) == 0 ? long.MinValue : random.Next(1, 100);
    }

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];
}
