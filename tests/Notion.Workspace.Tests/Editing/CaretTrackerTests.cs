namespace Notion.Workspace.Tests.Editing;

public class CaretTrackerTests
{
    private readonly Document _ana = new(ReplicaId.Create());
    private readonly Document _ben = new(ReplicaId.Create());
    private readonly PageEditor _editor;
    private readonly BlockId _block;

    public CaretTrackerTests()
    {
        _editor = new PageEditor(_ana, "ana");
        _block = _editor.InsertParagraph(BlockId.Root, -1).Block;
        _editor.Replace(_block, new TextEdit(0, 0, "hello world"));
        _ben.Apply(_ana.ExportSince(_ben.Version));
    }

    [Fact]
    public void TextPutInBeforeTheCaretMovesItAndTextAtItDoesNot()
    {
        Assert.Equal(new Caret(_block, 8), Follow(5, () => _editor.Replace(_block, new TextEdit(0, 0, "oh "))));
        Assert.Equal(new Caret(_block, 8), Follow(8, () => _editor.Replace(_block, new TextEdit(8, 0, ","))));
    }

    [Fact]
    public void ASplitBeforeTheCaretTakesItIntoTheNewBlock()
    {
        Caret? second = null;
        Caret caret = Follow(8, () => second = _editor.Enter(_block, 6, 6));
        Assert.Equal(new Caret(second!.Value.Block, 2), caret);
    }

    [Fact]
    public void AJoinTakesTheCaretAlongWithItsText()
    {
        BlockId next = _editor.InsertParagraph(BlockId.Root, -1).Block;
        _editor.Replace(next, new TextEdit(0, 0, "and moon"));
        _ben.Apply(_ana.ExportSince(_ben.Version));
        Assert.Equal(new Caret(_block, 14), Follow(new Caret(next, 3), () => _editor.JoinPrevious(next)));
    }

    [Fact]
    public void ADeletedBlockLeavesTheCaretAtTheEndOfTheOneAbove()
    {
        BlockId next = _editor.InsertParagraph(BlockId.Root, -1).Block;
        _ben.Apply(_ana.ExportSince(_ben.Version));
        Assert.Equal(new Caret(_block, 11), Follow(new Caret(next, 0), () => _editor.Delete(next)));
    }

    private Caret Follow(int offset, Action edit) => Follow(new Caret(_block, offset), edit);

    private Caret Follow(Caret caret, Action edit)
    {
        string text = _ben.GetBlock(caret.Block).Text;
        IReadOnlyList<Row> rows = Row.AllOf(_ben);
        Caret? followed = null;
        void OnChanged(object? sender, DocumentChangedEventArgs change) => followed = CaretTracker.Follow(caret, text, rows, change.Blocks, _ben);
        _ben.Changed += OnChanged;
        edit();
        _ben.Apply(_ana.ExportSince(_ben.Version));
        _ben.Changed -= OnChanged;
        return followed!.Value;
    }
}
