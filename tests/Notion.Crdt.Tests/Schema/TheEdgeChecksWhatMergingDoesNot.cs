using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Schema;

public class TheEdgeChecksWhatMergingDoesNot
{
    private delegate void Verb(Transaction edit);

    [Fact]
    public void ATransactionAgainstTheSchemaIsNotCommitted()
    {
        Document page = Checked(1);
        BlockId text = Make(page, edit => edit.CreateBlock(BlockTypes.Text, BlockId.Root)), divider = Make(page, edit => edit.CreateBlock(BlockTypes.Divider, BlockId.Root));
        BlockId table = Make(page, edit => edit.CreateBlock(BlockTypes.Table, BlockId.Root)), row = Make(page, edit => edit.CreateBlock(BlockTypes.TableRow, table));
        Refuses(page, divider, SchemaViolationKind.Text, edit => edit.InsertText(divider, 0, "x"));
        Refuses(page, row, SchemaViolationKind.Place, edit => edit.Move(row, BlockId.Root));
        Refuses(page, text, SchemaViolationKind.Place, edit => edit.Move(text, table));
        Refuses(page, text, SchemaViolationKind.Place, edit => edit.Move(text, divider));
        Refuses(page, text, SchemaViolationKind.PropertyValue, edit => edit.SetProperty(text, "color", 5L));
        Refuses(page, row, SchemaViolationKind.Place, edit => edit.SetType(table, BlockTypes.Text));
        Refuses(page, row, SchemaViolationKind.Place, edit => edit.SetType(row, BlockTypes.Quote));
        Do(page, edit => edit.InsertText(text, 0, "free"));
        Refuses(page, text, SchemaViolationKind.Text, edit => edit.SetType(text, BlockTypes.Divider));
        Assert.Empty(BlockSchema.Default.Validate(page));
    }

    [Fact]
    public void TextThatASplitOrAJoinBringsIsLookedAtToo()
    {
        Document page = Checked(1, BlockSchema.Default.With(new BlockRule("short") { MaxTextLength = 3 }));
        BlockId text = Make(page, edit => edit.CreateBlock(BlockTypes.Text, BlockId.Root));
        Do(page, edit => edit.InsertText(text, 0, "ab"));
        CrdtException error = Assert.Throws<CrdtException>(() => Do(page, edit => edit.Split(text, 1, BlockTypes.Divider)));
        Assert.Equal(SchemaViolationKind.Text, error.Violation?.Kind);
        Do(page, edit => edit.Split(text, 2, BlockTypes.Divider));
        BlockId brief = Make(page, edit => edit.CreateBlock("short", BlockId.Root, 0));
        Do(page, edit => edit.InsertText(brief, 0, "xyz"));
        Refuses(page, brief, SchemaViolationKind.TextTooLong, edit => edit.Join(text));
        Assert.Equal("xyz", page.GetBlock(brief).Text);
    }

    [Fact]
    public void ItMayBeCorrectedAndCommittedThen()
    {
        Document page = Checked(1);
        BlockId divider = Make(page, edit => edit.CreateBlock(BlockTypes.Divider, BlockId.Root));
        using Transaction edit = page.Begin();
        edit.InsertText(divider, 0, "x");
        bool refused = false;
        try
        {
            edit.Commit();
        }
        catch (CrdtException error)
        {
            refused = error.Code == CrdtErrorCode.SchemaViolation;
        }
        Assert.True(refused);
        edit.SetType(divider, BlockTypes.Text);
        edit.Commit();
        Assert.Equal("x", page.GetBlock(divider).Text);
    }

    [Fact]
    public void MergingTakesAllAndTheValidatorTells()
    {
        Document page = Checked(1), stranger = Pages.New(2);
        BlockId table = Make(page, edit => edit.CreateBlock(BlockTypes.Table, BlockId.Root));
        BlockId row = Make(page, edit => edit.CreateBlock(BlockTypes.TableRow, table));
        stranger.Merge(page);
        Do(stranger, edit =>
        {
            edit.Move(row, BlockId.Root);
            edit.SetProperty(table, "has_row_header", "yes");
            edit.InsertText(row, 0, "astray");
        });
        page.Merge(stranger);
        Assert.Equal(
            [(table, SchemaViolationKind.PropertyValue), (row, SchemaViolationKind.Place), (row, SchemaViolationKind.Text)],
            BlockSchema.Default.Validate(page).Select(violation => (violation.Block, violation.Kind)));
        Assert.Equal(BlockTypes.Text, BlockSchema.Default.ReadType(page.GetBlock(row)));
        Assert.Equal(BlockTypes.Table, BlockSchema.Default.ReadType(page.GetBlock(table)));
        Assert.False(page.GetBlock(table).AsTable().HasRowHeader);
        // What others left does not hinder who does something else with it.
        Do(page, edit => edit.SetProperty(row, "note", "kept"));
        Do(page, edit => edit.SetProperty(table, "has_column_header", true));
        Do(page, edit => edit.Move(row, table));
        Do(page, edit => edit.DeleteText(row, 0, 6));
        Do(page, edit => edit.SetProperty(table, "has_row_header", true));
        Assert.Empty(BlockSchema.Default.Validate(page));
    }

    [Fact]
    public void KindsOfOnesOwnPassUnlessTheyAreNamed()
    {
        var rule = new BlockRule("poll") { Children = ["option"], MaxChildren = 2, MaxTextLength = 5, Properties = [BlockProperty.Integer("votes", 0, 9)], AllowsOtherProperties = false };
        Document page = Checked(1, BlockSchema.Default.With(rule));
        BlockId free = Make(page, edit => edit.CreateBlock("anything", BlockId.Root)), poll = Make(page, edit => edit.CreateBlock("poll", free));
        Do(page, edit => edit.SetProperty(free, "color", 5L));
        Do(page, edit => edit.InsertText(poll, 0, "12345"));
        Do(page, edit => edit.SetProperty(poll, "votes", 3L));
        Do(page, edit => { edit.CreateBlock("option", poll); });
        Do(page, edit => { edit.CreateBlock("option", poll); });
        Refuses(page, poll, SchemaViolationKind.TextTooLong, edit => edit.InsertText(poll, 5, "6"));
        Refuses(page, poll, SchemaViolationKind.PropertyValue, edit => edit.SetProperty(poll, "votes", 10L));
        Refuses(page, poll, SchemaViolationKind.UnknownProperty, edit => edit.SetProperty(poll, "color", "red"));
        Refuses(page, poll, SchemaViolationKind.TooManyChildren, edit => { edit.CreateBlock("option", poll); });
        Assert.Throws<ArgumentException>(() => new BlockSchema(rule, rule));
    }

    [Fact]
    public void UndoBringsBackWhatWas()
    {
        Document page = Checked(1), other = Pages.New(2);
        var undo = new UndoHistory(page, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero });
        BlockId block = Make(page, edit => edit.CreateBlock(BlockTypes.Divider, BlockId.Root));
        Do(page, edit => edit.SetType(block, BlockTypes.Text));
        other.Merge(page);
        Do(other, edit => edit.InsertText(block, 0, "meanwhile"));
        page.Merge(other);
        Assert.True(undo.Undo().Changed);
        Assert.Equal(SchemaViolationKind.Text, Assert.Single(BlockSchema.Default.Validate(page)).Kind);
    }

    [Fact]
    public void EveryPredefinedTypeHasARule()
    {
        foreach (System.Reflection.FieldInfo type in typeof(BlockTypes).GetFields()) Assert.NotNull(BlockSchema.Default.Find((string)type.GetValue(null)!));
        Assert.Null(BlockSchema.Default.Find("anything"));
    }

    private static Document Checked(long replica, BlockSchema? schema = null) =>
        new(new ReplicaId(replica), new DocumentOptions { TimeProvider = new FakeTimeProvider(), Schema = schema ?? BlockSchema.Default });

    private static void Refuses(Document page, BlockId block, SchemaViolationKind kind, Verb verb)
    {
        byte[] before = page.Save();
        CrdtException error = Assert.Throws<CrdtException>(() => Do(page, verb));
        Assert.Equal(CrdtErrorCode.SchemaViolation, error.Code);
        Assert.Equal((block, kind), (error.Violation!.Block, error.Violation.Kind));
        Assert.Contains(block.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(before, page.Save());
    }

    private static void Do(Document page, Verb verb)
    {
        using Transaction edit = page.Begin();
        verb(edit);
        edit.Commit();
    }

    private delegate BlockId Maker(Transaction edit);

    private static BlockId Make(Document page, Maker make)
    {
        using Transaction edit = page.Begin();
        BlockId made = make(edit);
        edit.Commit();
        return made;
    }
}
