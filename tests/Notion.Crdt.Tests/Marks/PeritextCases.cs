using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Marks;

/// <summary>
/// The nine cases of Litt, Lim, Kleppmann and van Hardenberg, Peritext: A CRDT for Collaborative Rich Text Editing (CSCW 2022), section 3, numbered here: what two people want who mark and type
/// at the same time. Each is played on two replicas, with either of them the one whose operations win.
/// </summary>
public class PeritextCases
{
    private const string Fox = "The fox jumped.";

    [Fact]
    public void Case1_TextInsertedIntoWhatIsBoldedAtTheSameTimeIsBold() => Both(
        (edit, block) => edit.Mark(block, 0, 15, MarkTypes.Bold, true),
        (edit, block) => edit.InsertText(block, 4, "quick "),
        "[The quick fox jumped.](bold)");

    [Fact]
    public void Case2_OverlappingBoldIsBoldThroughout() => Both(
        (edit, block) => edit.Mark(block, 0, 7, MarkTypes.Bold, true),
        (edit, block) => edit.Mark(block, 4, 11, MarkTypes.Bold, true),
        "[The fox jumped.](bold)");

    [Fact]
    public void Case3_WhereBoldAndItalicOverlapTextIsBoth() => Both(
        (edit, block) => edit.Mark(block, 0, 7, MarkTypes.Bold, true),
        (edit, block) => edit.Mark(block, 4, 11, MarkTypes.Italic, true),
        "[The ](bold)[fox](bold, italic)[ jumped.](italic)");

    [Fact]
    public void Case4_WhereTwoColorsOverlapOneOfThemWinsForEverybody() => Both(
        (edit, block) => edit.Mark(block, 0, 7, MarkTypes.Color, "red"),
        (edit, block) => edit.Mark(block, 4, 11, MarkTypes.Color, "blue"),
        "[The fox](color=red)[ jumped.](color=blue)",
        "[The ](color=red)[fox jumped.](color=blue)");

    [Fact]
    public void Case5_WhereOneTakesBoldAwayAndTheOtherSetsItOneOfThemWinsForEverybody() => Both(
        (edit, block) => edit.Mark(block, 0, 15, MarkTypes.Bold, true),
        (edit, block) => edit.Unmark(block, 0, 4, MarkTypes.Bold),
        "[The fox jumped.](bold)",
        "The [fox jumped.](bold)",
        (edit, block) => edit.Mark(block, 0, 7, MarkTypes.Bold, true));

    [Fact]
    public void Case6_CommentsMayOverlapAndBothStay() => Both(
        (edit, block) => edit.Mark(block, 0, 7, MarkTypes.Comment, "ann", true),
        (edit, block) => edit.Mark(block, 4, 11, MarkTypes.Comment, "ben", true),
        "[The ](comment#ann)[fox](comment#ann, comment#ben)[ jumped.](comment#ben)");

    [Fact]
    public void Case7_TextTypedAtTheEndOfBoldIsBoldAndBeforeItsStartIsNot()
    {
        Both(
            (edit, block) => edit.Mark(block, 4, 3, MarkTypes.Bold, true),
            (edit, block) => edit.InsertText(block, 7, "es"),
            "The [foxes](bold) jumped.");
        Both(
            (edit, block) => edit.Mark(block, 4, 3, MarkTypes.Bold, true),
            (edit, block) => edit.InsertText(block, 4, "red "),
            "The red [fox](bold) jumped.");
    }

    [Fact]
    public void Case8_TextTypedAtTheEndOfALinkOrACommentIsNotPartOfIt()
    {
        Both(
            (edit, block) => edit.Mark(block, 4, 3, MarkTypes.Link, "x"),
            (edit, block) => edit.InsertText(block, 7, "es"),
            "The [fox](link=x)es jumped.");
        Both(
            (edit, block) => edit.Mark(block, 4, 3, MarkTypes.Comment, "ann", true),
            (edit, block) => edit.InsertText(block, 7, "es"),
            "The [fox](comment#ann)es jumped.");
    }

    /// <summary>The end of a link was erased: what is typed there stands behind it, among the erased characters, and is not part of it; at the end of bold it goes on in bold.</summary>
    [Theory]
    [InlineData(MarkTypes.Link, "The [f](link)ur jumped.")]
    [InlineData(MarkTypes.Bold, "The [fur](bold) jumped.")]
    public void Case9_TextTypedWhereTheEndOfAMarkWasErasedFollowsTheMarksRule(string mark, string expected)
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText(Fox);
        Do(page, block, (edit, at) => edit.Mark(at, 4, 3, mark, true));
        Do(page, block, (edit, at) => edit.DeleteText(at, 5, 2));
        Do(page, block, (edit, at) => edit.InsertText(at, 5, "ur"));
        Assert.Equal(expected, Read(page, block));
    }

    [Theory]
    [InlineData(MarkTypes.Bold, "ab[cd](bold)", "[c](bold)X[d](bold)")]
    [InlineData(MarkTypes.Link, "ab[cd](link)", "[c](link)X[d](link)")]
    public void AMarkThatIsCutGoesOnOnBothSidesAndGrowsNotIntoTheOther(string mark, string whole, string apart)
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("abcd"), made = default;
        Do(page, block, (edit, at) => edit.Mark(at, 2, 2, mark, true));
        Assert.Equal(whole, Read(page, block));
        Do(page, block, (edit, at) => made = edit.Split(at, 3));
        Assert.Equal("ab[c](" + mark + ")", Read(page, block));
        Assert.Equal("[d](" + mark + ")", Read(page, made));
        Do(page, block, (edit, at) => edit.Unmark(made, 0, 0, mark));
        Do(page, block, (edit, at) => edit.InsertText(made, 0, RichText.From("X")));
        Do(page, made, (edit, at) => edit.Join(at));
        Assert.Equal("ab" + apart, Read(page, block));
    }

    /// <summary>At a block's edges: bold grows to what is typed at its end, and not into a block that is joined to it afterwards.</summary>
    [Fact]
    public void BoldToTheEndOfABlockGrowsThereAndNotIntoWhatIsJoinedToIt()
    {
        Document page = Pages.New(1);
        BlockId first = page.AddText("ab"), second = page.AddText("cd");
        Do(page, first, (edit, at) => edit.Mark(at, 0, 2, MarkTypes.Bold, true));
        Do(page, first, (edit, at) => edit.InsertText(at, 2, "X"));
        Assert.Equal("[abX](bold)", Read(page, first));
        Do(page, second, (edit, at) => edit.Join(at));
        Assert.Equal("[abX](bold)cd", Read(page, first));
        Do(page, first, (edit, at) => edit.Split(at, 3));
        Do(page, first, (edit, at) => edit.InsertText(at, 3, "Y"));
        Assert.Equal("[abXY](bold)", Read(page, first));
    }

    [Fact]
    public void AnEventTellsOfAMarkAsAStretchWithTheMarksThatItHasNow()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText(Fox);
        Document other = page.Fork(new ReplicaId(2));
        Do(other, block, (edit, at) => edit.Mark(at, 4, 3, MarkTypes.Bold, true));
        List<BlockChange> told = [];
        page.Changed += (_, changed) => told.AddRange(changed.Blocks);
        page.Merge(other);
        TextEdit edit = Assert.Single(Assert.Single(told).Text);
        Assert.Equal((4, 3, 0, ""), (edit.Offset, edit.Marked, edit.Removed, edit.Inserted));
        Assert.Equal(TextMarks.None.With(MarkTypes.Bold, true), edit.Marks);
    }

    private delegate void Verb(Transaction edit, BlockId block);

    /// <summary>What both show where the one's operations win, and where the other's do, if that is something else.</summary>
    private static void Both(Verb one, Verb other, string expected, string? otherwise = null, Verb? before = null)
    {
        foreach (bool oneIsGreater in (bool[])[false, true])
        {
            Document page = Pages.New(5);
            BlockId block = page.AddText(Fox);
            if (before is not null) Do(page, block, before);
            Document ann = page.Fork(new ReplicaId(oneIsGreater ? 9 : 7)), ben = page.Fork(new ReplicaId(oneIsGreater ? 7 : 9));
            Do(ann, block, one);
            Do(ben, block, other);
            ann.Merge(ben);
            ben.Merge(ann);
            Assert.Equal(oneIsGreater ? expected : otherwise ?? expected, Read(ann, block));
            Assert.Equal(Read(ann, block), Read(ben, block));
        }
    }

    private static void Do(Document page, BlockId block, Verb verb)
    {
        using Transaction edit = page.Begin();
        verb(edit, block);
        edit.Commit();
    }

    /// <summary>A type whose value is true goes by its name.</summary>
    private static string Read(Document page, BlockId block) =>
        string.Concat(page.GetBlock(block).RichText.Select(run => run.Marks.IsEmpty ? run.Text : $"[{run.Text}]({string.Join(", ", run.Marks.Select(Read))})"));

    private static string Read(TextMark mark) => mark.Type + (mark.Id is null ? "" : "#" + mark.Id) + (mark.Value == true ? "" : "=" + mark.Value);
}
