namespace Notion.Workspace.Tests.Editing;

public class PageEditorTests
{
    private readonly Document _document = new(ReplicaId.Create());
    private readonly PageEditor _editor;

    public PageEditorTests() => _editor = new PageEditor(_document, "ana");

    [Fact]
    public void EnterInABlockWithChildrenKeepsTheOrderInWhichThePageReads()
    {
        BlockId parent = Add("onetwo", BlockId.Root);
        Add("three", parent);
        Caret? caret = _editor.Enter(parent, 3, 3);
        Assert.Equal(["0 one", "0 two", "1 three"], Lines());
        Assert.Equal("two", _document.GetBlock(caret!.Value.Block).Text);
    }

    [Fact]
    public void EnterAtTheEndOfABlockWithChildrenMakesAFirstChild()
    {
        BlockId parent = Add("one", BlockId.Root);
        Add("two", parent);
        _editor.Enter(parent, 3, 3);
        Assert.Equal(["0 one", "1 ", "1 two"], Lines());
    }

    [Fact]
    public void EnterAtTheStartMakesRoomAboveAndLeavesTheBlockItsText()
    {
        BlockId block = Add("text", BlockId.Root);
        Assert.Equal(new Caret(block, 0), _editor.Enter(block, 0, 0));
        Assert.Equal(["0 ", "0 text"], Lines());
        Assert.Equal("text", _document.GetBlock(block).Text);
    }

    [Fact]
    public void EnterReplacesTheSelection()
    {
        BlockId block = Add("one and two", BlockId.Root);
        _editor.Enter(block, 3, 8);
        Assert.Equal(["0 one", "0 two"], Lines());
    }

    [Fact]
    public void EnterOnAnEmptyListItemLeavesTheListLevelByLevel()
    {
        BlockId item = Add("item", BlockId.Root, EditorBlockTypes.BulletedListItem);
        BlockId empty = Add("", item, EditorBlockTypes.BulletedListItem);
        _editor.Enter(empty, 0, 0);
        Assert.Equal(["0 item", "0 "], Lines());
        _editor.Enter(empty, 0, 0);
        Assert.Equal(EditorBlockTypes.Paragraph, _document.GetBlock(empty).Type);
    }

    [Fact]
    public void OutdentKeepsTheOrderInWhichThePageReads()
    {
        BlockId parent = Add("a", BlockId.Root);
        Add("b", parent);
        BlockId middle = Add("c", parent);
        Add("d", parent);
        Add("e", BlockId.Root);
        Assert.True(_editor.Outdent(middle));
        Assert.Equal(["0 a", "1 b", "0 c", "1 d", "0 e"], Lines());
    }

    [Fact]
    public void MovingUpAndDownPassesOneSiblingAtATimeAndLeavesTheParentAtItsEdge()
    {
        BlockId parent = Add("a", BlockId.Root);
        BlockId block = Add("b", parent);
        Add("c", parent);
        Add("d", BlockId.Root);
        Assert.True(_editor.MoveDown(block));
        Assert.Equal(["0 a", "1 c", "1 b", "0 d"], Lines());
        Assert.True(_editor.MoveDown(block));
        Assert.Equal(["0 a", "1 c", "0 b", "0 d"], Lines());
        Assert.True(_editor.MoveDown(block));
        Assert.Equal(["0 a", "1 c", "0 d", "0 b"], Lines());
        Assert.False(_editor.MoveDown(block));
        Assert.True(_editor.MoveUp(block));
        Assert.True(_editor.MoveUp(block));
        Assert.Equal(["0 b", "0 a", "1 c", "0 d"], Lines());
        Assert.False(_editor.MoveUp(block));
    }

    [Fact]
    public void JoinsMeetWhereTheTextsMeet()
    {
        BlockId first = Add("one", BlockId.Root);
        BlockId second = Add("two", BlockId.Root);
        Assert.Equal(new Caret(first, 3), _editor.JoinPrevious(second));
        Assert.Equal(["0 onetwo"], Lines());
        Add("three", BlockId.Root);
        Assert.Equal(new Caret(first, 6), _editor.JoinNext(first));
        Assert.Equal(["0 onetwothree"], Lines());
    }

    [Fact]
    public void BackspaceAtTheVeryTopGoesToTheTitle()
    {
        BlockId block = Add("text", BlockId.Root);
        _editor.Replace(BlockId.Root, new TextEdit(0, 0, "Title"));
        Assert.Equal(new Caret(BlockId.Root, 5), _editor.JoinPrevious(block));
        Assert.Equal(["0 text"], Lines());
    }

    [Fact]
    public void PastedLinesGoIntoTheMiddleOfTheText()
    {
        BlockId block = Add("ad", BlockId.Root);
        Caret? caret = _editor.Paste(block, 1, 1, "b\n- list\nc");
        Assert.Equal(["0 ab", "0 list", "0 cd"], Lines());
        Assert.Equal(1, caret!.Value.Offset);
        Assert.Equal([EditorBlockTypes.Paragraph, EditorBlockTypes.BulletedListItem, EditorBlockTypes.Paragraph], _document.EnumerateBlocks().Select(line => line.Type));
    }

    private BlockId Add(string text, BlockId parent, string type = EditorBlockTypes.Paragraph)
    {
        using Transaction tx = _document.Begin("ana");
        BlockId id = tx.CreateBlock(type, parent);
        if (text.Length > 0) tx.InsertText(id, 0, text);
        tx.Commit();
        return id;
    }

    private IEnumerable<string> Lines() => Row.AllOf(_document).Select(row => $"{row.Depth} {_document.GetBlock(row.Id).Text}");
}
